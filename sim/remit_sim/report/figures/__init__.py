"""The figures of a report, one file each: what is drawn, the table of it, and what to conclude."""
