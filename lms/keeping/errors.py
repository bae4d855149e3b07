"""What can go wrong when everything is moved, backed up or brought back; texts for the keyboard."""

from __future__ import annotations

from lms.core.errors import DomainError


class NotNow(DomainError):
    """It cannot be done as things stand; nothing was changed, and the text says what to do."""

    status = 409


class Damaged(DomainError):
    """What was kept is not what is there."""

    status = 409
