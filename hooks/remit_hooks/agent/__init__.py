"""Hooks of coding agents: one event of a tool call on standard input, one answer in its protocol."""
