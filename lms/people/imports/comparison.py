"""The roster a file is compared with, and the verdicts of one import."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select, true

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.legacy_text import Encoding
from lms.org.models import Level, Placement, Succession, Unit, UnitName
from lms.org.rules import bare_unit
from lms.people.imports.layout import Field, Layout
from lms.people.imports.rows import FileRow, Options, people_of
from lms.people.imports.verdicts import Judged, Known, Place, Roster, judge
from lms.people.models import (
    Contact,
    Membership,
    Person,
    PostHeld,
    RosterImport,
    SentFile,
    Team,
    TeamPlacement,
)
from lms.people.permissions import PeoplePermission
from lms.people.queries import within_reach


def get_import(actor: Actor, import_id: UUID) -> RosterImport:
    """An import of the actor's own. Raises Missing."""
    found = db.session.get(RosterImport, import_id)
    if found is None or found.by_id != actor.id:
        raise Missing
    return found


def imports_of(actor: Actor) -> list[RosterImport]:
    """The actor's imports, the newest first."""
    query = select(RosterImport).where(RosterImport.by_id == actor.id)
    return list(db.session.scalars(query.order_by(RosterImport.id.desc()).limit(20)))


def remembered(actor: Actor, fingerprint: str) -> dict[str, str] | None:
    """The columns somebody of the office chose last for a file with these headings."""
    return db.session.scalar(
        select(RosterImport.columns)
        .where(RosterImport.fingerprint == fingerprint, RosterImport.applied_at.is_not(None))
        .order_by(RosterImport.by_id != actor.id, RosterImport.id.desc())
        .limit(1)
    )


def rows_of(one: SentFile) -> list[list[str]]:
    """The rows of the sheet chosen."""
    rows: list[list[str]] = one.sheets[one.sheet]["rows"] if one.sheets else []
    return rows


def file_rows(one: SentFile) -> list[FileRow]:
    """The people in the sheet chosen."""
    columns = {int(column): Field(held) for column, held in one.columns.items()}
    options = Options(Encoding(one.encoding), one.tidy_names)
    return list(people_of(rows_of(one), Layout(one.first, one.last, columns), options))


def verdicts(one: RosterImport, actor: Actor) -> list[Judged]:
    """Every row of an import beside the roster of its day; of a long file those it begins with."""
    rows = file_rows(one)
    if one.body_sha256 is None:
        return judge(rows, roster_to_compare(actor, one.day))
    return judge(rows, roster_named(actor, one.day, {row.commune for row in rows}))


def roster_to_compare(actor: Actor, day: date) -> Roster:
    """Everybody on a roster within reach, or who was once, and every team there."""
    return roster_where(within_reach(actor, PeoplePermission.ROSTER_KEEP, day), day)


def roster_named(actor: Actor, day: date, named: Iterable[str]) -> Roster:
    """The same, only of the communes that a part of a long file names."""
    reach = within_reach(actor, PeoplePermission.ROSTER_KEEP, day)
    communes = _communes(_communes_where(reach, day), day)
    wanted = {one for name in named for one in communes.get(bare_unit(name), ())}
    places = _places(and_(reach, Placement.parent_id.in_(wanted)), day)
    commune_of = {place.team_id: place.commune_id for place in places}
    here = (
        select(TeamPlacement.team_id)
        .join(Placement, and_(Placement.unit_id == TeamPlacement.unit_id, Placement.on(day)))
        .where(TeamPlacement.on(day), Placement.parent_id.in_(wanted))
    )
    return Roster(_known(commune_of, day, Membership.team_id.in_(here)), places, communes)


def _communes_where(condition: ColumnElement[bool], day: date) -> set[UUID]:
    rows = db.session.scalars(
        select(Placement.parent_id)
        .join(TeamPlacement, and_(TeamPlacement.unit_id == Placement.unit_id, Placement.on(day)))
        .where(TeamPlacement.on(day), condition)
        .distinct()
    )
    return set(rows)


def roster_where(condition: ColumnElement[bool], day: date) -> Roster:
    """The same of the teams whose TeamPlacement row fits a condition."""
    places = _places(condition, day)
    commune_of = {place.team_id: place.commune_id for place in places}
    return Roster(_known(commune_of, day), places, _communes({p.commune_id for p in places}, day))


def _places(condition: ColumnElement[bool], day: date) -> list[Place]:
    rows: Any = db.session.execute(
        select(Team.id, Team.name, UnitName.kind, UnitName.name, Placement.parent_id)
        .join(TeamPlacement, and_(TeamPlacement.team_id == Team.id, TeamPlacement.on(day)))
        .join(UnitName, and_(UnitName.unit_id == TeamPlacement.unit_id, UnitName.on(day)))
        .join(Placement, and_(Placement.unit_id == TeamPlacement.unit_id, Placement.on(day)))
        .where(condition)
    )
    return [Place(team, title, f"{kind} {name}", above) for team, title, kind, name, above in rows]


def _known(
    commune_of: dict[UUID, UUID], day: date, here: ColumnElement[bool] | None = None
) -> list[Known]:
    """Everybody whose last seat is in these teams; `here`: ask about these memberships alone."""
    columns: list[Any] = [Person, Membership, Contact.phone]
    people = select(Membership.person_id).where(true() if here is None else here)
    newest = (
        select(Membership.person_id, func.max(Membership.since).label("since"))
        .where(Membership.since <= day)
        .group_by(Membership.person_id)
    )
    if here is not None:
        newest = newest.where(Membership.person_id.in_(people))
    last = newest.subquery()
    rows = db.session.execute(
        select(*columns)
        .join(last, last.c.person_id == Person.id)
        .join(
            Membership,
            and_(Membership.person_id == Person.id, Membership.since == last.c.since),
        )
        .outerjoin(Contact, and_(Contact.person_id == Person.id, Contact.on(day)))
        .where(Person.same_as_id.is_(None))
    )
    posts = _posts(day, true() if here is None else PostHeld.person_id.in_(people))
    return [
        Known(
            person.id, person.full_name, person.birth_year, person.sex, phone or "",
            posts.get(person.id, frozenset()), seat.role, seat.team_id, commune_of[seat.team_id],
            seat.until is None or seat.until > day,
        )
        for person, seat, phone in rows
        if seat.team_id in commune_of
    ]  # fmt: skip


def _posts(day: date, condition: ColumnElement[bool]) -> dict[UUID, frozenset[Any]]:
    found: dict[UUID, set[Any]] = {}
    for person_id, post in db.session.execute(
        select(PostHeld.person_id, PostHeld.post).where(PostHeld.on(day), condition)
    ):
        found.setdefault(person_id, set()).add(post)
    return {person_id: frozenset(held) for person_id, held in found.items()}


def _communes(ids: Collection[UUID], day: date) -> dict[str, frozenset[UUID]]:
    """Bare name, of today or of a unit that went into it, → communes of today."""
    found: dict[str, set[UUID]] = {}
    now = db.session.execute(
        select(UnitName.kind, UnitName.name, UnitName.unit_id).where(
            UnitName.unit_id.in_(ids), UnitName.on(day)
        )
    )
    for kind, name, unit_id in now:
        found.setdefault(bare_unit(f"{kind} {name}"), set()).add(unit_id)
    before = db.session.execute(
        select(UnitName.kind, UnitName.name, Succession.new_id)
        .join(Succession, Succession.old_id == UnitName.unit_id)
        .join(Unit, Unit.id == UnitName.unit_id)
        .where(Succession.new_id.in_(ids), Unit.level == Level.COMMUNE)
    )
    old: dict[str, set[UUID]] = {}
    for kind, name, unit_id in before:
        old.setdefault(bare_unit(f"{kind} {name}"), set()).add(unit_id)
    return {name: frozenset(units) for name, units in {**old, **found}.items()}


def names_of(person_ids: Collection[UUID], day: date) -> dict[UUID, str]:
    """Person → name, birth year and team, to choose among them."""
    rows: Any = db.session.execute(
        select(Person, Team.name)
        .outerjoin(Membership, and_(Membership.person_id == Person.id, Membership.on(day)))
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Person.id.in_(person_ids))
    )
    return {
        person.id: ", ".join(str(w) for w in (person.full_name, person.birth_year, team) if w)
        for person, team in rows
    }


def teams_of(team_ids: Collection[UUID]) -> dict[UUID, str]:
    """Team → its name."""
    rows = db.session.execute(select(Team.id, Team.name).where(Team.id.in_(team_ids)))
    return {row[0]: row[1] for row in rows}
