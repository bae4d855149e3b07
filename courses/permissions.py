"""What one may do with modules."""

from enum import StrEnum


class CoursePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    LEARN = "courses:lesson:learn"
    REVIEW = "courses:module:review"
    WRITE = "courses:module:write"
