"""Agents' own configurations: remit's hook in them, and the proof that it denies what it must."""
