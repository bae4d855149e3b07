"""Whom a batch is for: who attended a class, who is in teams below a unit, who is listed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import chunks, db
from lms.core.names import fold
from lms.org.models import Level
from lms.org.queries import communes_below, communes_of, get_unit, units_of
from lms.people.models import Person, Team, TeamPlacement
from lms.people.queries import canonical, ids_on_roster, roster, seats_of, within_reach
from lms.training.models import Attendance, TrainingClass
from lms.training.queries import CALLED_OFF, STANDING, readable_between


def of_class(class_id: UUID) -> list[UUID]:
    """Everybody whose attendance at a class stands; entries merged count as one."""
    query = select(Attendance.person_id).where(Attendance.class_id == class_id, STANDING)
    return list(dict.fromkeys(canonical(db.session.scalars(query).all()).values()))


def of_unit(unit_id: UUID, day: date) -> list[UUID]:
    """Everybody in teams below a unit on a day."""
    return list(db.session.scalars(ids_on_roster([unit_id], day)))


def in_order(person_ids: Collection[UUID], day: date) -> list[UUID]:
    """People by commune, team and name, as lists of an office are; those of no team come last."""
    keys: dict[UUID, tuple[str, ...]] = {}
    for part in chunks(list(person_ids)):
        seats = seats_of(part, day)
        communes = communes_of({seat.unit_id for seat in seats.values()}, day)
        query = select(Person.id, Person.sort_key).where(Person.id.in_(part))
        for person_id, name in db.session.execute(query):
            seat = seats.get(person_id)
            commune = communes.get(seat.unit_id) if seat else None
            place = (commune.code or commune.sort_key) if commune else "~"
            team = (seat.team.sort_key, str(seat.team.id)) if seat else ("~", "")
            keys[person_id] = (place, *team, name, str(person_id))
    return sorted(keys, key=keys.__getitem__)


def named(
    actor: Actor, permission: str, typed: Sequence[str], day: date
) -> list[tuple[str, list[UUID]]]:
    """Each line typed, with everybody within reach it may mean: `name`, or `name, team or commune`.

    Marks and capitals do not matter.
    """
    wanted = [[fold(part) for part in line.replace(";", ",").split(",")] for line in typed]
    people = _people(actor, permission, {line[0] for line in wanted}, day)
    found = []
    for line, (name, *places) in zip(typed, wanted, strict=True):
        alike = [
            person_id
            for person_id, folded, where in people
            if folded == name and all(place in where for place in places)
        ]
        found.append((line, alike))
    return found


def _people(
    actor: Actor, permission: str, names: Collection[str], day: date
) -> list[tuple[UUID, str, str]]:
    """(person, folded name, folded team and commune) of everybody within reach with such a name."""
    rows = db.session.execute(
        roster(day)
        .where(Person.folded.in_(names), within_reach(actor, permission, day))
        .with_only_columns(Person.id, Person.folded, Team.folded, TeamPlacement.unit_id)
    ).all()
    communes = communes_of({row[3] for row in rows}, day)
    titles = {unit_id: fold(commune.title) for unit_id, commune in communes.items()}
    return [(row[0], row[1], f"{row[2]} {titles.get(row[3], '')}") for row in rows]


def classes(actor: Actor, permission: str, year: int) -> list[TrainingClass]:
    """The classes of a year within reach that were not called off, the newest first."""
    query = readable_between(
        actor, date(year, 1, 1), date(year, 12, 31), permission, halls=False
    ).where(~CALLED_OFF)
    return list(db.session.scalars(query.order_by(TrainingClass.held_on.desc(), TrainingClass.id)))


def units(actor: Actor, permission: str, day: date) -> dict[str, str]:
    """Units within reach, id as text → name: those the role holds for, then communes by code."""
    roots = actor.reach(permission).unit_ids
    found = {str(root): get_unit(root, day).title for root in roots}
    everywhere = actor.reach(permission).everywhere
    below = units_of(Level.PROVINCE, day) if everywhere else communes_below(roots, day)
    return found | {str(unit.id): unit.title for unit in below}
