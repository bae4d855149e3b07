"""What one may do with messages."""

from enum import StrEnum


class NotificationPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    OWN = "notifications:message:own"
    READ = "notifications:message:read"
    PLAN = "notifications:message:plan"
