"""Names for officers to look at: those said to be wrong, and those that still wait for a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, or_
from sqlalchemy.orm import aliased

from certificates.name_models import NameCheck
from certificates.names import Waiting, waiting_for
from certificates.permissions import CertificatePermission
from courses.models import Enrolment, ModuleCompletion
from lms.core.access import Actor
from lms.core.keyset import FIRST, Page, Turn, page_of, sifted
from lms.org.queries import places_of
from lms.people.models import Person, Team, TeamPlacement
from lms.people.queries import roster, within_reach
from lms.training.models import Attendance

PERMISSION = CertificatePermission.CHECK_NAME


@dataclass(frozen=True)
class NamedSeat:
    """Somebody on a roster, with the last word on their name if there is one."""

    person: Person
    team: Team
    commune: str
    check: NameCheck | None = None
    waiting: tuple[Waiting, ...] = ()


def said_wrong(actor: Actor, day: date, turn: Turn = FIRST) -> Page[NamedSeat]:
    """Whose name, as it is now, was said to be wrong; the oldest first."""
    later = aliased(NameCheck)
    is_last = ~exists().where(
        later.person_id == NameCheck.person_id,
        later.name == NameCheck.name,
        or_(later.at > NameCheck.at, and_(later.at == NameCheck.at, later.id > NameCheck.id)),
    )
    query = (
        _seats(actor, day)
        .add_columns(NameCheck)
        .join(NameCheck, and_(NameCheck.person_id == Person.id, NameCheck.name == Person.full_name))
        .where(NameCheck.is_right.is_(False), is_last)
    )
    page = page_of(query, [NameCheck.at, NameCheck.id], turn)
    return page.of(_named([row[:-1] for row in page.rows], day))


def still_waiting(actor: Actor, day: date, turn: Turn = FIRST, *, at: datetime) -> Page[NamedSeat]:
    """Who has earned a certificate, and nobody has said a word on the name; by name.

    Whether they earned one is judged by the terms, so people are gone through until a page is full.
    """
    answered = exists().where(NameCheck.person_id == Person.id, NameCheck.name == Person.full_name)
    query = _seats(actor, day).where(
        ~answered,
        or_(_completed_something(day), exists().where(Attendance.person_id == Person.id)),
    )

    def sift(rows: Sequence[Any]) -> Sequence[tuple[UUID, NamedSeat]]:
        waiting: dict[UUID, list[Waiting]] = {}
        for one in waiting_for([row[-1] for row in rows], day, at=at):
            waiting.setdefault(one.person_id, []).append(one)
        left = [row[:-1] for row in rows if row[-1] in waiting]
        return [(one.person.id, one) for one in _named(left, day, waiting)]

    return sifted(query, [Person.sort_key, Person.id], turn, sift)


def _completed_something(day: date) -> Any:
    entry = aliased(Person)
    return exists().where(
        Enrolment.id == ModuleCompletion.enrolment_id,
        Enrolment.person_id == entry.id,
        or_(entry.id == Person.id, entry.same_as_id == Person.id),
        Enrolment.year >= day.year - 1,
    )


def _seats(actor: Actor, day: date) -> Any:
    found: Any = roster(day).with_only_columns(Person, Team, TeamPlacement.unit_id)
    return found.where(within_reach(actor, PERMISSION, day))


def _named(
    rows: Collection[Any], day: date, waiting: dict[UUID, list[Waiting]] | None = None
) -> list[NamedSeat]:
    places = places_of({row[2] for row in rows}, day)
    return [
        NamedSeat(
            row[0],
            row[1],
            places[row[2]],
            row[3] if len(row) > 3 else None,
            tuple(_of(row[0].id, waiting)),
        )
        for row in rows
    ]


def _of(person_id: UUID, waiting: dict[UUID, list[Waiting]] | None) -> Iterable[Waiting]:
    return (waiting or {}).get(person_id, ())
