"""Certifications through time: what there is, what their terms were, how they came to an end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from certificates.models import Certificate, Certification, Issuer, Terms
from certificates.operations import Asked, found_certification, refuse_flaw, set_terms
from certificates.programmes import newest_number
from certificates.rules import plain_series
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Missing, Refused


@dataclass(frozen=True)
class Change:
    """One set of terms, and the names of what differs from the terms before: (name, old, new)."""

    terms: Terms
    changed: list[tuple[str, Any, Any]]


def certifications() -> list[Terms]:
    """The terms in force of every certification, by code; those that ended come last."""
    rows = db.session.scalars(
        select(Terms)
        .join(Certification, Certification.id == Terms.certification_id)
        .where(Terms.number == newest_number())
        .order_by(Certification.code)
    )
    return sorted(rows, key=lambda terms: terms.certification.ended_at is not None)


def get_certification(certification_id: UUID) -> Certification:
    """One certification. Raises Missing."""
    found = db.session.get(Certification, certification_id)
    if found is None:
        raise Missing
    return found


def issued_under(certification_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """Certification → how many certificates were issued, of every edition."""
    rows = db.session.execute(
        select(Certificate.certification_id, func.count())
        .where(Certificate.certification_id.in_(certification_ids))
        .group_by(Certificate.certification_id)
    )
    return {row[0]: row[1] for row in rows}


def history(certification: Certification) -> list[Change]:
    """Every set of terms there was, the newest first."""
    rows = db.session.scalars(
        select(Terms).where(Terms.certification_id == certification.id).order_by(Terms.number)
    ).all()
    before: Sequence[Terms | None] = [None, *rows[:-1]]
    changes = [Change(now, _differences(old, now)) for old, now in zip(before, rows, strict=True)]
    return changes[::-1]


def asked_of(terms: Terms) -> Asked:
    """What terms ask for, as a plain value."""
    return Asked(
        title=terms.title,
        module_ids=terms.module_ids,
        class_hours=terms.class_hours,
        class_topic=terms.class_topic,
        validity=terms.validity,
        months=terms.months,
        window_days=terms.window_days,
        signatories=tuple(terms.signatories),
        signing=terms.signing,
        template_version_id=terms.template_version_id,
        is_automatic=terms.is_automatic,
        waits_for_name=terms.waits_for_name,
    )


def _differences(old: Terms | None, new: Terms) -> list[tuple[str, Any, Any]]:
    if old is None:
        return []
    before, after = asdict(asked_of(old)), asdict(asked_of(new))
    found = [(name, before[name], now) for name, now in after.items() if before[name] != now]
    if old.issuer_id != new.issuer_id:
        found.append(("issuer_id", old.issuer_id, new.issuer_id))
    return found


def found(code: str, issuer: Issuer, asked: Asked, *, by: Actor, at: datetime) -> Certification:
    """A new certification. Refused when its code is taken, or its terms make no sense."""
    _refuse(asked)
    taken = {plain_series(one) for one in db.session.scalars(select(Certification.code))}
    if not plain_series(code) or plain_series(code) in taken:
        raise Refused(
            _("The code %(code)s is taken or has no letters. Please choose another.", code=code)
        )
    try:
        with db.session.begin_nested():
            return found_certification(code, issuer, asked, by=by, at=at)
    except IntegrityError:  # the same form arrived twice at once
        raise Refused(_("The code %(code)s is taken.", code=code)) from None


def change(
    certification: Certification, issuer: Issuer, asked: Asked, *, by: Actor, at: datetime
) -> Terms:
    """New terms. Refused when they say what holds already, or somebody was quicker."""
    _refuse(asked)
    _refuse_ended(certification)
    now = history(certification)[0].terms
    if asked_of(now) == asked and now.issuer_id == issuer.id:
        raise Refused(_("These terms hold already: nothing was changed."))
    try:
        with db.session.begin_nested():
            return set_terms(certification, issuer, asked, by=by, at=at)
    except IntegrityError:
        raise Refused(_("Somebody changed these terms a moment ago. Please look again.")) from None


def end(certification: Certification, *, by: Actor, at: datetime) -> None:
    """Issue no more of it; what was issued keeps its worth."""
    _refuse_ended(certification)
    certification.ended_at = at
    record("certification.ended", certification, by=by, at=at, label=certification.code)


def _refuse(asked: Asked) -> None:
    refuse_flaw(asked)
    if len(asked.module_ids) != 1 and not asked.title.strip():
        raise Refused(_("Please give the title to print: no single module can lend its own."))


def _refuse_ended(certification: Certification) -> None:
    if certification.ended_at is not None:
        raise Refused(_("This certification has ended."))
