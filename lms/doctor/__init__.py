"""What is configured, reachable, migrated and advisable: `flask doctor` and the page of it."""
