"""Addresses of content: signed, for one package, one learner and one page origin, for a week.

The content origin has no cookies, so the address itself is the key. It stays the same for a week:
what a phone has fetched once is not fetched again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from lms.core.clock import local_day
from lms.core.errors import Missing

LASTS = timedelta(days=7)


@dataclass(frozen=True)
class Ticket:
    """What an address opens: a package, for whom, and from pages of which origin."""

    package_id: UUID
    holder_id: UUID
    page_origin: str


def address_part(ticket: Ticket, *, at: datetime) -> str:
    """The ticket as part of an address; good for 7 to 14 days, changing once a week."""
    week = local_day(at).toordinal() // LASTS.days
    values = [ticket.package_id.hex, ticket.holder_id.hex, week, ticket.page_origin]
    return str(_serializer().dumps(values))


def read_ticket(text: str, *, at: datetime) -> Ticket:
    """The ticket of an address. Raises Missing when it is forged or too old."""
    try:
        package, holder, week, origin = _serializer().loads(text)
    except BadSignature as error:
        raise Missing from error
    if not 0 <= local_day(at).toordinal() // LASTS.days - week <= 1:
        raise Missing
    return Ticket(UUID(package), UUID(holder), origin)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="lesson package")
