"""Hooks of coding agents: one event on standard input, one answer in the agent's protocol."""
