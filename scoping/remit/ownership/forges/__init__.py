"""How each forge reads a CODEOWNERS file: a module for each, from bytes to rules and faults."""
