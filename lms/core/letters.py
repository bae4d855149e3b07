"""A message as it is given to a sender, what a sender is, and why one may fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID


class Channel(StrEnum):
    """The way a message takes to a person."""

    PHONE = "phone"
    MAIL = "mail"
    PAPER = "paper"


class Trouble(StrEnum):
    """Why a message did not get through: a kind only, never what the other side wrote."""

    NO_CHANNEL = "no_channel"
    NO_ADDRESS = "no_address"
    UNREACHABLE = "unreachable"
    REFUSED_FOR_NOW = "refused_for_now"
    REFUSED = "refused"
    UNCLEAR = "unclear"  # the line broke after the text had gone out
    BROKEN_OFF = "broken_off"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Letter:
    """A message as a sender gets it."""

    id: UUID
    channel: Channel
    address: str
    day: date
    subject: str
    body: str
    template: str
    parameters: dict[str, Any]


class NotSent(Exception):
    """A message did not go out. `permanent`: trying again would not help, or might send twice."""

    def __init__(self, trouble: Trouble, *, permanent: bool) -> None:
        super().__init__(trouble)
        self.trouble, self.permanent = trouble, permanent


class Sender(Protocol):
    """What sends messages."""

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The ways it knows, the best first."""

    def send(self, letter: Letter) -> None:
        """Send one message. Raises NotSent."""
