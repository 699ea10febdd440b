"""Whose a path is: CODEOWNERS, authorship by degree and recency, and active manifests."""
