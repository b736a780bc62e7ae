"""Product tests: trials in simulated worlds, audits, plans, and the reading of real ones."""
