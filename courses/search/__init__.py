"""Finding lessons by their words, with or without marks."""
