"""What one may do with certificates."""

from enum import StrEnum


class CertificatePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    OWN = "certificates:certificate:own"
