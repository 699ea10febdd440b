"""Which tasks may run side by side: predicted files, chances of collision, schedules."""
