"""Reads once what a repository says about itself, for `split`, `plan`, `owners`, `history`."""
