"""The user's own tasks as workloads: a plan of `remit plan`, or the manifests of a repository.

What such tasks do not say (what a conflict costs, who reviews, how long an unknown task takes)
comes from a scenario.
"""
