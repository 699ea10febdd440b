"""git, asked through its plumbing commands and parsed into the values of the library."""
