"""What is said of complaints: their class and topic, learnt from the sentences of `include/complaints/training`."""
