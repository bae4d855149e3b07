"""What one may do with questions and good practice."""

from enum import StrEnum


class CommunityPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "community:posting:read"
    WRITE = "community:posting:write"
    TEACH = "community:answer:teach"
    MODERATE = "community:posting:moderate"
