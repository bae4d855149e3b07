"""What one may do with the outreach log."""

from enum import StrEnum


class OutreachPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "outreach:visit:read"
    WRITE = "outreach:visit:write"
