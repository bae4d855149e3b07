"""What one may do with messages. One's own belong to one's account: a helper sees none."""

from enum import StrEnum


class NotificationPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "notifications:message:read"
    PLAN = "notifications:message:plan"
