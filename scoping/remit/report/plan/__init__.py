"""A plan for people and programs: text with a Gantt chart, JSON, HTML; and its backtest."""
