"""What one may do with certificates."""

from enum import StrEnum


class CertificatePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    OWN = "certificates:certificate:own"
    READ = "certificates:certificate:read"
    CHECK_NAME = "certificates:name:check"
    ISSUE = "certificates:certificate:issue"
    REVOKE = "certificates:certificate:revoke"
    SET = "certificates:certification:set"
