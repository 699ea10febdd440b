"""The gates: each gathers what a judgement needs where a change passes, and returns the verdict."""
