"""What one may do with quizzes."""

from enum import StrEnum


class QuizPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    SIT = "quizzes:attempt:sit"
    READ_KEYS = "quizzes:item:read"
