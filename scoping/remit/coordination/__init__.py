"""What tasks that run at the same time agree on: leases, messages, and the merge queue."""
