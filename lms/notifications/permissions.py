"""What one may do with messages. One's own belong to one's account: whoever helps does not see them."""

from enum import StrEnum


class NotificationPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "notifications:message:read"
    PLAN = "notifications:message:plan"
