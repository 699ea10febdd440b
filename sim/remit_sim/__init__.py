"""The collision simulator; its engine is not built yet, and `remit-sim` says so."""
