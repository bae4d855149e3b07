"""Pages of the outreach log."""
