"""What a report is made of: a comparison, and what it depends on. Computes; draws nothing."""
