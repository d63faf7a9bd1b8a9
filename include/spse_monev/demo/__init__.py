"""A simulated SPSE on an embedded PostgreSQL: everything here is synthetic, and nothing of the pipeline imports it."""
