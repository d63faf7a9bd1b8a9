"""What all logs share: their clock, how they are cut into slices, and how completely a day was read."""
