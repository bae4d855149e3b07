"""Finding issued certificates within reach: by number, name, unit, programme, year, status."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select

from certificates import rules
from certificates.models import (
    Certificate,
    CertificateStep,
    Issuer,
    NumberBook,
    Terms,
)
from certificates.permissions import CertificatePermission
from certificates.queries import within
from certificates.rules import Status
from lms.core import keyset
from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.core.keyset import FIRST, MOST_COUNTED, Count, Page, Turn
from lms.core.names import fold
from lms.core.pages import PAGE_SIZE
from lms.org.models import Level
from lms.org.queries import NamedUnit, communes_below, path, stands, subtree, units_of
from lms.people.models import Person, Team

STATUSES = (Status.VALID, Status.EXPIRING, Status.EXPIRED, Status.REPLACED, Status.REVOKED)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty means anything."""

    words: str = ""
    year: int | None = None
    certification_id: UUID | None = None
    commune_id: UUID | None = None
    team_id: UUID | None = None
    status: Status | None = None

    def in_words(self) -> dict[str, str]:
        """The same as texts, as a job is told."""
        return {name: str(value) for name, value in asdict(self).items() if value}

    @classmethod
    def of_words(cls, told: Mapping[str, str]) -> Self:
        """What those texts mean."""
        return cls(**{name: _READERS[name](text) for name, text in told.items()})


_READERS: Mapping[str, Callable[[str], Any]] = {
    "words": str,
    "year": int,
    "certification_id": UUID,
    "commune_id": UUID,
    "team_id": UUID,
    "status": Status,
}


def find(
    actor: Actor, wanted: Wanted, day: date, turn: Turn = FIRST, *, size: int = PAGE_SIZE
) -> Page[Certificate]:
    """A page of certificates, the newest first: ids grow with time."""
    found = _found(actor, wanted, day)
    page = keyset.page_of(found, [Certificate.id], turn, size=size, descending=True)
    return page.of(list(_rows(page.rows)))


def every(actor: Actor, wanted: Wanted, day: date) -> Iterator[Certificate]:
    """All that is found, for a file, the newest first, however many."""
    for some in keyset.every(_found(actor, wanted, day), [Certificate.id], descending=True):
        yield from _rows(some)


def number_of(actor: Actor, wanted: Wanted, day: date, *, whole: bool = False) -> Count:
    """How many are found; of very many only that they are more, unless it is to be known."""
    return keyset.count_of(_found(actor, wanted, day), None if whole else MOST_COUNTED)


def _found(actor: Actor, wanted: Wanted, day: date) -> Select[UUID]:
    """Their ids: wide rows sort slowly."""
    return select(Certificate.id).where(*_conditions(actor, wanted, day))


def _rows(found: Sequence[Any]) -> Iterator[Certificate]:
    ids = [row[0] for row in found]
    for some in chunks(ids):
        query = select(Certificate).where(Certificate.id.in_(some))
        yield from db.session.scalars(query.order_by(Certificate.id.desc()))


def _conditions(actor: Actor, wanted: Wanted, day: date) -> list[ColumnElement[bool]]:
    found = [within(actor, CertificatePermission.READ, day)]
    if words := wanted.words.strip():
        found.append(_says(words))
    if wanted.year is not None:
        found.append(Certificate.year == wanted.year)
    if wanted.certification_id is not None:
        found.append(Certificate.certification_id == wanted.certification_id)
    if wanted.commune_id is not None:
        found.append(Certificate.commune_id.in_(subtree([wanted.commune_id], day)))
    if wanted.team_id is not None:
        found.append(Certificate.team_id == wanted.team_id)
    if wanted.status is not None:
        found.append(_has(wanted.status, day))
    return found


def _says(words: str) -> ColumnElement[bool]:
    """A whole number or code; else each word begins one of the holder's name, or of the team's."""
    if (number := rules.typed_number(words)) is not None:
        return _numbered(number.number, [number.year])
    if rules.is_well_typed(rules.typed_code(words)):
        return Certificate.code == rules.typed_code(words)
    if words.isascii() and words.isdigit() and len(words) <= 9:
        return _numbered(int(words), years())
    folded = fold(words).split()
    people = select(Person.id).where(*_begin(Person.folded, folded))
    teams = select(Team.id).where(*_begin(Team.folded, folded))
    return or_(Certificate.person_id.in_(people), Certificate.team_id.in_(teams))


def _numbered(number: int, books: Sequence[int]) -> ColumnElement[bool]:
    """By issuer, year and number, as the index of the books has them."""
    return and_(
        Certificate.issuer_id.in_(select(Issuer.id)),
        Certificate.book_year.in_(books),
        Certificate.number == number,
    )


def _begin(column: Any, words: Sequence[str]) -> list[ColumnElement[bool]]:
    spaced = literal(" ") + column
    return [spaced.contains(f" {word}", autoescape=True) for word in words]


def _has(status: Status, day: date) -> ColumnElement[bool]:
    """The condition that a certificate has a status on a day: `rules.status_of` as a query."""
    ended = select(CertificateStep.certificate_id)
    if status in {Status.REVOKED, Status.REPLACED}:
        return Certificate.id.in_(ended.where(CertificateStep.kind == status.value))
    until, stands = Certificate.valid_until, Certificate.id.not_in(ended)
    if status is Status.EXPIRED:
        return and_(stands, until < day)
    # Few windows are in use: one condition each, where the two databases reckon days differently.
    windows = db.session.scalars(select(Terms.window_days).distinct()).all()
    reached = [
        and_(Certificate.window_days == days, until < day + timedelta(days=days))
        for days in windows
    ]
    expiring = and_(until >= day, or_(*reached)) if reached else until < until
    if status is Status.EXPIRING:
        return and_(stands, expiring)
    late = [and_(one, until.is_not(None)) for one in reached]
    return and_(stands, or_(until.is_(None), and_(until >= day, ~or_(*late))) if late else stands)


def years() -> Sequence[int]:
    """Years certificates may be for, the newest first: the books are few, certificates many."""
    first, last = db.session.execute(
        select(func.min(NumberBook.year), func.max(NumberBook.year))
    ).one()
    return [] if first is None else list(range(last, first - 2, -1))


def units_to_choose(actor: Actor, day: date, chosen: UUID | None) -> list[NamedUnit]:
    """The communes one may choose among; of a nation its provinces, then the communes of one."""
    reach = actor.reach(CertificatePermission.READ)
    if not reach.everywhere:
        return communes_below(reach.unit_ids, day)
    provinces = sorted(units_of(Level.PROVINCE, day), key=lambda one: one.sort_key)
    above = {one.id for one in path(chosen, day)} if chosen and stands(chosen, day) else set()
    picked = [one.id for one in provinces if one.id in above]
    return [*provinces, *communes_below(picked, day)]
