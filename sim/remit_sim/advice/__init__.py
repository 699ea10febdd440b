"""Advice: which strategy, with how many agents, what holds it back, and how sure that is.

agents       which numbers of agents are tried
scalability  the Universal Scalability Law, fitted to what was simulated
trial        all strategies with all numbers of agents, on the same tasks and coins
limits       what would be gained if one obstacle at a time were gone
sensitivity  which assumed inputs would change the answer
advice       the choice, and everything that is said about it
"""
