"""The pattern language: its syntax, matching many patterns at once, and exact overlap."""
