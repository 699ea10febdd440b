"""The git adapter: plumbing commands as subprocesses, parsed into the core's values."""
