"""What messages do when something below happens: a certificate is told of once, before the commit.

Certificates issued in one transaction are noted and written of together: ten thousand of a batch
need a handful of questions for each part, not for each person.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import event
from sqlalchemy.orm import Session

from certificates.facts import CertificateIssued
from certificates.models import Certificate
from lms.core import outbox
from lms.core.clock import now
from lms.core.db import db
from lms.core.outbox import Draft
from lms.notifications import messages, queries
from lms.notifications.occasions import issued_occasion
from lms.notifications.operations import LANGUAGE

KEPT = "certificates to be told of"
NEWS = timedelta(days=1)  # what was issued before is no news: entered later, or a demonstration


def on_certificate_issued(fact: CertificateIssued) -> None:
    """Somebody has a certificate: one message, "your certificate is ready"."""
    db.session().info.setdefault(KEPT, []).append(fact.certificate_id)


@event.listens_for(db.session, "before_commit")
def _tell_before_commit(session: Session) -> None:
    if KEPT in session.info and not session.in_nested_transaction():
        tell()


@event.listens_for(db.session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(KEPT, None)


def tell() -> None:
    """Write the messages about the certificates of this transaction; never two about one."""
    noted: Sequence[UUID] = db.session().info.pop(KEPT, ())
    at = now()
    issued = queries.issued(noted, at - NEWS)
    if issued:
        not_before = current_app.extensions["quiet"].first_moment(at)
        outbox.put(_drafts(issued), not_before=not_before, at=at)


def _drafts(issued: Sequence[Certificate]) -> list[Draft]:
    """The texts, for who wants messages at all."""
    day, people = issued[0].issued_on, [one.person_id for one in issued]
    addresses, units = queries.addresses(people, day), queries.units_of(people, day)
    found = []
    with force_locale(LANGUAGE):
        for one in issued:
            address, about = addresses[one.person_id], f"certificate:{one.id}"
            if not address.wants_none:
                reasons = [issued_occasion(one)]
                envelope = messages.envelope(
                    one.person_id, units.get(one.person_id), address, reasons, about
                )
                found.append(messages.draft(envelope, day))
    return found
