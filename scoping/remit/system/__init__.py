"""Adapters: what the core asks of the world, answered by the world's own tools."""
