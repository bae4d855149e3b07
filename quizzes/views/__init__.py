"""Pages of quizzes, by who uses them."""
