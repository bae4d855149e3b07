"""Item banks, quizzes and attempts. It does not know what a quiz is used for."""
