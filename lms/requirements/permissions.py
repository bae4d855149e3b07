"""What one may do with coverage and duties."""

from enum import StrEnum


class CoveragePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    READ = "requirements:coverage:read"
    HOME = "requirements:home:own"
    SET = "requirements:duty:set"
    ASK = "requirements:case:ask"
    DECIDE = "requirements:case:decide"
    CONFIRM = "requirements:result:confirm"
    SEAL = "requirements:year:seal"
    PACKAGE = "requirements:seal:take"


class SignPermission(StrEnum):
    """Looking at signs that a result should be looked at again: never for who is looked at."""

    READ = "requirements:sign:read"
    REVIEW = "requirements:sign:review"
