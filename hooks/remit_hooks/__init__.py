"""What a machine calls: git hooks, the pre-commit framework, later servers, CI and agent tools."""
