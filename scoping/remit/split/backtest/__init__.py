"""How good a split is on changes it never saw: figures, baselines, bounds, one table."""
