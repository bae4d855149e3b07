"""Verbs of quizzes, by subject: the bank, the quiz, sitting one."""
