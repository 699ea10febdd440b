"""Runs, replications and comparisons, and how sure their figures are."""
