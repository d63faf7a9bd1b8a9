"""One module per thing that is read; each returns facts and their coverage, and none knows the warehouse."""
