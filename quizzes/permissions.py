"""What one may do with quizzes."""

from enum import StrEnum


class QuizPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    SIT = "quizzes:attempt:sit"
    READ_KEYS = "quizzes:item:read"
    WRITE = "quizzes:item:write"
    STATISTICS = "quizzes:statistics:read"
    CORRECT_KEY = "quizzes:key:correct"
    APPROVE_KEY = "quizzes:key:approve"
    PRINT = "quizzes:paper:print"
    KEY_PAPER = "quizzes:paper:key"
    EXAMINE = "quizzes:attempt:examine"
    CALL_BACK = "quizzes:call:answer"
    ACCOMMODATE = "quizzes:accommodation:give"
