"""The content as data: its tables, their rows, and records."""
