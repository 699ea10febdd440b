"""What the system is asked for: processes, programs, files, temporary folders, the clock."""
