"""Note that a sign was looked at. Nothing else changes: no result is ever taken from anybody."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.requirements.models import TrainingYear
from lms.requirements.signs import queries
from lms.requirements.signs.models import Finding, SignReview
from lms.requirements.signs.rules.sign import Sign
from lms.requirements.signs.words import sentence


def review(
    year: TrainingYear, sign: Sign, finding: Finding, reason: str, *, by: Actor, at: datetime
) -> SignReview:
    """Note what somebody found when they looked at a sign. The same once more is kept once."""
    if by.id in {trace.person_id for trace in (*sign.traces, *sign.helped)}:
        raise Refused(_("This sign is about yourself: somebody else must look at it."))
    if not reason.strip():
        raise Refused(_("Please give the reason."))
    last = queries.latest_review(sign.fingerprint)
    if last is not None and _says(last, finding, reason, by):
        return last
    row = SignReview(
        year=year.year,
        fingerprint=sign.fingerprint,
        number=last.number + 1 if last else 1,
        finding=finding,
        reason=tidy(reason),
        facts=sentence(sign),
        **entered(by, at),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        raise Refused(_("Somebody else noted something meanwhile. Read it, then go on.")) from None
    record("sign.reviewed", row, by=by, at=at, label=row.facts, finding=str(finding))
    return row


def _says(row: SignReview, finding: Finding, reason: str, by: Actor) -> bool:
    return (row.by_id, row.finding, row.reason) == (by.id, finding, tidy(reason))
