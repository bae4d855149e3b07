"""Agencies that issue certificates: entered, changed, with their crest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from certificates.models import Issuer, NumberBook
from certificates.rules import plain_series
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import keep_file
from lms.core.pictures import made_emblem

LONGEST_SERIES = 24  # bytes: what a claim of the QR code holds
CREST_PIXELS = 176  # 18 mm at 250 dots an inch
CREST_BYTES = 4_000  # three times that in the PDF; the whole stays below 60 KB


@dataclass(frozen=True)
class Letterhead:
    """What of an issuer is printed on certificates."""

    superior: str
    name: str
    place: str
    series: str
    signatory: str


def issuers() -> Sequence[Issuer]:
    """Every issuer, by name."""
    return db.session.scalars(select(Issuer).order_by(Issuer.name, Issuer.series)).all()


def get_issuer(issuer_id: UUID) -> Issuer:
    """One issuer. Raises Missing."""
    found = db.session.get(Issuer, issuer_id)
    if found is None:
        raise Missing
    return found


def has_given_numbers(issuer: Issuer) -> bool:
    """Whether a number of its book was given: then its series stands."""
    return bool(db.session.scalar(select(exists().where(NumberBook.issuer_id == issuer.id))))


def enter_issuer(letterhead: Letterhead, crest: bytes, *, by: Actor, at: datetime) -> Issuer:
    """A new issuer. Refused when another has a series that reads the same."""
    _refuse_series(letterhead.series, None)
    row = Issuer(**asdict(letterhead))
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:  # the same form arrived twice at once
        raise Refused(_taken(letterhead.series)) from None
    _set_crest(row, crest, by=by, at=at)
    record("issuer.founded", row, by=by, at=at, label=row.name, **asdict(letterhead))
    return row


def change_issuer(
    issuer: Issuer, letterhead: Letterhead, crest: bytes, *, without_crest: bool,
    by: Actor, at: datetime,
) -> None:  # fmt: skip
    """Print something else from now on; what was issued keeps what stands on it."""
    if letterhead.series != issuer.series:
        if has_given_numbers(issuer):
            raise Refused(
                _("Numbers were given under the series %(series)s: it stays.", series=issuer.series)
            )
        _refuse_series(letterhead.series, issuer.id)
    was = {name: getattr(issuer, name) for name in asdict(letterhead)}
    changed = {k: [was[k], new] for k, new in asdict(letterhead).items() if was[k] != new}
    for name, (_old, new) in changed.items():
        setattr(issuer, name, new)
    if without_crest and not crest:
        issuer.crest_id = None
    _set_crest(issuer, crest, by=by, at=at)
    crest_word = "new" if crest else "none" if without_crest else "same"
    record(
        "issuer.changed", issuer, by=by, at=at, label=issuer.name, changed=changed, crest=crest_word
    )


def _set_crest(issuer: Issuer, body: bytes, *, by: Actor, at: datetime) -> None:
    if body:
        small = made_emblem(body, CREST_PIXELS, CREST_BYTES)
        issuer.crest_id = keep_file(small, by=by, at=at, kinds={"image/png"}).id


def _refuse_series(series: str, own_id: UUID | None) -> None:
    plain = plain_series(series)
    if not plain or "/" in series or len(series.encode()) > LONGEST_SERIES:
        raise Refused(
            _("A series is at most 24 letters, digits and dashes without “/”, such as GCN-SKHCN.")
        )
    if any(one.id != own_id and plain_series(one.series) == plain for one in issuers()):
        raise Refused(_taken(series))


def _taken(series: str) -> str:
    words = _(
        "Another issuer has the series %(series)s, or one that reads the same without marks."
        " Numbers could not be told apart; please choose another.",
        series=series,
    )
    return str(words)
