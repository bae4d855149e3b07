"""What members tell each other: questions under lessons, and the board of good practice."""
