"""The past of a repository as values: commits, renames followed to the live files, summaries."""
