"""Pure judgement: stored facts in, findings out; nothing here reads a source or knows the warehouse."""
