"""Scopes for k agents that never overlap: methods, the patterns that say them, and evidence."""
