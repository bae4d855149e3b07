"""Pages about people: accounts, and the roster."""
