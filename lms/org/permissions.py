"""What one may do with units."""

from enum import StrEnum


class OrgPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    UNIT_READ = "org:unit:read"
    VILLAGE_KEEP = "org:village:keep"
    REORGANISE = "org:unit:reorganise"
