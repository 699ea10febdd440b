"""Classic models of the literature on our engine, as their authors defined them.

They are here to be compared with what was published, so that the engine, and the conclusions drawn
from it, rest on more than our own formulas. Strategies and scenarios know nothing of them.
"""
