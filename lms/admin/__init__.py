"""The console of the administrator: pages only."""
