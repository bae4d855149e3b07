"""What can go wrong for a person; each error knows its HTTP status and says what to do next."""

from __future__ import annotations


class DomainError(Exception):
    """An error meant for people. `message` is a translated sentence, or empty for the default."""

    status = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class Missing(DomainError):
    """It does not exist, or not for this person: both look the same from outside."""

    status = 404


class NotAllowed(DomainError):
    """The person may see this thing but not do this to it."""

    status = 403


class Refused(DomainError):
    """A rule forbids it now. Raised before anything has changed."""

    status = 409


class SignInNeeded(DomainError):
    """Nobody is signed in and the page needs somebody."""

    status = 401


class Frozen(RuntimeError):
    """Code tried to rewrite what was published, answered, issued or signed: a programming error."""
