"""Cutting a hypergraph into parts of about one weight; what its vertices mean is elsewhere."""
