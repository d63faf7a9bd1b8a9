"""One module per version of the schema; each runs one file of include/sql/warehouse/schema."""
