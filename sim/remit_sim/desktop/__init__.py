"""Agents that work by screen: they look, decide for a while, and act on what they saw before.

Between the look and the act others may have acted: the observation is stale. The strategies differ
in what is shared (one window, one pointer, one element, one saved document) and in whether a lease
keeps others away meanwhile. No collision figures for desktops have been published; every default
is an assumption, to be swept.
"""
