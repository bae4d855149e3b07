"""What one may do with people."""

from enum import StrEnum


class PeoplePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    OWN_ACCOUNT = "people:account:own"
    AUDIT_READ = "core:audit:read"
