"""How a verdict is worded: pure functions from a verdict and its context to text and JSON."""
