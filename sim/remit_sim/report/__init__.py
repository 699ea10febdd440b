"""Results for people and programs: text within 80 columns, and JSON with units in the names."""
