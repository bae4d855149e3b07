"""The demo: the real province with believable people, built through the operations."""
