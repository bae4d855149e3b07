"""What one may do with classes."""

from enum import StrEnum


class TrainingPermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "training:class:read"
    PLAN = "training:class:plan"
    RECORD = "training:attendance:record"
    CHECK_IN = "training:attendance:own"
    BOOK = "training:booking:keep"
    OWN_SEAT = "training:booking:own"
