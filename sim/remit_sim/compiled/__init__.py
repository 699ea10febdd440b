"""Models that step no deciders, each in one file twice: in plain Python, and compiled by numba.

The plain twin is the one to read and to trust; the compiled one gives the same events, draw for
draw, some hundred times as fast, which a million replications need. numba is in `remit[sim]`;
everything else here works without it.
"""
