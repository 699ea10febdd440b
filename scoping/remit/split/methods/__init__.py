"""The ways to split: each answers a scope for every file, within the balance."""
