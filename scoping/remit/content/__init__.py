"""What lies inside a file: rules about content, on bytes, without git."""
