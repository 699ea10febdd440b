"""Which file uses which, read from the sources: one module per family of languages."""
