"""Everybody on a roster on a day with the dated facts `rules.state` asks for, as one query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    String,
    Subquery,
    and_,
    case,
    func,
    literal,
    or_,
    select,
)

from lms.org.queries import subtree
from lms.people.models import Absence, Membership, Person, PostHeld, TeamPlacement
from lms.requirements.duties import Duty
from lms.requirements.evidence import PERSON
from lms.requirements.models import Dispensation, DispensationKind, Standing
from lms.requirements.rules import Facts, State, state

FLAGS = 7
# Every answer of the one rule, in the order of its facts read as a binary number: SQL looks its
# digit up and decides nothing itself.
ANSWERS = "".join(
    str(list(State).index(state(Facts(*bits)))) for bits in product((False, True), repeat=FLAGS)
)


def digit_of(one: State) -> str:
    """The digit by which SQL calls a state."""
    return str(list(State).index(one))


class Seats:
    """The rows: Membership ⨝ TeamPlacement, their standing, and what holds of them on the day."""

    def __init__(self, duty: Duty, day: date) -> None:
        self.duty, self.day = duty, day
        self._away, self._freed, self._longer = _away(day), _freed(duty, day), _longer(duty)

    def select(self, columns: Iterable[Any]) -> Select[Any]:
        """Everybody on a roster on the day."""
        query = (
            select(*columns)
            .select_from(Membership)
            .join(
                TeamPlacement,
                (TeamPlacement.team_id == Membership.team_id) & TeamPlacement.on(self.day),
            )
            .outerjoin(
                Standing,
                (Standing.person_id == Membership.person_id)
                & (Standing.version_id == self.duty.version.id),
            )
            .where(Membership.on(self.day))
        )
        for one in (self._away, self._freed, self._longer):
            query = query.outerjoin(one, one.c.person_id == Membership.person_id)
        return query

    @property
    def last_day(self) -> ColumnElement[date]:
        """The day until which somebody has time: the rule's, or the one they were given."""
        return func.coalesce(self._longer.c.last_day, self.duty.rule.due)

    @property
    def state(self) -> ColumnElement[str]:
        """The state of each, as `digit_of` writes it."""
        code = sum(
            (
                case((flag.element, 2 ** (FLAGS - n)), else_=0)
                for n, flag in enumerate(self.flags, 1)
            ),
            start=literal(1),
        )
        return func.substr(literal(ANSWERS, String), code, 1, type_=String())

    @property
    def flags(self) -> list[Label[bool]]:
        """The fields of `rules.Facts`, in their order."""
        rule, day = self.duty.rule, self.day
        return [
            _in_audience(self.duty, day).label("in_audience"),
            (Membership.on_roster_since < rule.joined_before).label("in_time"),
            self._freed.c.person_id.is_not(None).label("is_exempt"),
            _by(Standing.met_on, day).label("has_met"),
            self._away.c.person_id.is_not(None).label("is_absent"),
            (self.last_day < day).label("is_late"),
            _by(Standing.begun_on, day).label("has_begun"),
        ]


def facts_in(values: Sequence[Any]) -> Facts:
    """The facts of one row of `flags`."""
    return Facts(*(bool(value) for value in values))


def _by(column: Any, day: date) -> ColumnElement[bool]:
    return and_(column.is_not(None), column <= day)


def _in_audience(duty: Duty, day: date) -> ColumnElement[bool]:
    rule = duty.rule
    wanted: list[ColumnElement[bool]] = []
    if rule.roles:
        wanted.append(Membership.role.in_(rule.roles))
    if rule.posts:
        held = select(PostHeld.person_id).where(PostHeld.on(day), PostHeld.post.in_(rule.posts))
        wanted.append(Membership.person_id.in_(held))
    if rule.units:
        wanted.append(TeamPlacement.unit_id.in_(subtree([UUID(u) for u in rule.units], day)))
    return and_(*wanted) if wanted else literal(1) == literal(1)


def _away(day: date) -> Subquery:
    """Who cannot be reached on a day, each once."""
    return (
        select(Absence.person_id)
        .where(Absence.on(day))
        .group_by(Absence.person_id)
        .subquery("away")
    )


def _granted(duty: Duty, kind: DispensationKind) -> Select[Any]:
    return (
        select(PERSON.label("person_id"))
        .select_from(Dispensation)
        .join(Person, Person.id == Dispensation.person_id)
        .where(
            Dispensation.requirement_id == duty.requirement.id,
            Dispensation.kind == kind,
            Dispensation.granted.is_(True),
        )
        .group_by(PERSON)
    )


def _freed(duty: Duty, day: date) -> Subquery:
    """Who is exempt on a day, each once."""
    holds = and_(
        Dispensation.since <= day, or_(Dispensation.until.is_(None), Dispensation.until >= day)
    )
    return _granted(duty, DispensationKind.EXEMPTION).where(holds).subquery("freed")


def _longer(duty: Duty) -> Subquery:
    """Whose last day was moved, each once, with the latest day."""
    return (
        _granted(duty, DispensationKind.EXTENSION)
        .add_columns(func.max(Dispensation.until).label("last_day"))
        .subquery("longer")
    )
