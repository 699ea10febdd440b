"""A proposed split in words, as JSON, and as a page."""
