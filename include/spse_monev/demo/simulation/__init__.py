"""Simulated months with planted faults, by which `spse demo simulate` measures how well findings are made."""
