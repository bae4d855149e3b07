"""What one may do with coverage."""

from enum import StrEnum


class CoveragePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "requirements:coverage:read"
    HOME = "requirements:home:own"
