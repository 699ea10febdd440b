"""What a backtest found, for people (text, SVG) and programs (JSON)."""
