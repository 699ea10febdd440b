"""What tasks share at work time, kept outside of the tree: one database for each repository."""
