"""Labels of files as patterns: what a scope's manifest would say, few and disjoint for ever."""
