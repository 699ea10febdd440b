"""Putting remit's hooks where git runs them, taking them away again, and proving that they run."""
