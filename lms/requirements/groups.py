"""Some of the people of a unit: those of a team, role, post, sex, topic or way of learning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal_column, select

from lms.core.access import Actor
from lms.core.errors import Missing
from lms.people.models import Membership, Person, Post, PostHeld, Sex, TeamRole
from lms.requirements import sums
from lms.requirements.duties import Duty
from lms.requirements.models import TrainingYear
from lms.requirements.queries import coverages, figures, looked_at
from lms.requirements.rules import Coverage
from lms.requirements.ways import MODES, Mode, covered, ways

NONE = "none"  # nothing is known of it, or there is none
LONGEST_TOPIC = 40


@dataclass(frozen=True)
class Group:
    """Whom to count: every field that is set must hold; as the address says it."""

    team: str = ""
    role: str = ""
    post: str = ""
    sex: str = ""
    topic: str = ""
    mode: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The fields that are set, for links."""
        return {name: value for name, value in vars(self).items() if value}


EVERYBODY = Group()


def read_group(arguments: Mapping[str, str]) -> Group:
    """The group an address asks for. Raises Missing for what is no role, post, sex or mode."""
    group = Group(**{n: arguments[n] for n in vars(EVERYBODY) if arguments.get(n)})
    try:
        TeamRole(group.role or TeamRole.MEMBER)
        Post(group.post if group.post not in {"", NONE} else Post.FRONT)
        Sex(group.sex if group.sex not in {"", NONE} else Sex.FEMALE)
        Mode(group.mode or Mode.NOTHING)
        UUID(group.team or str(UUID(int=0)))
    except ValueError as error:
        raise Missing from error
    if len(group.topic) > LONGEST_TOPIC:
        raise Missing
    return group


@dataclass(frozen=True)
class Ground:
    """What is counted: a duty, the roster of a day, a unit of a map, and whom of it."""

    actor: Actor
    year: TrainingYear
    duty: Duty
    day: date
    unit_id: UUID
    map_day: date
    group: Group = field(default=EVERYBODY)

    @property
    def condition(self) -> ColumnElement[bool]:
        """The condition that a row of `Seats` is counted."""
        inside = looked_at(self.actor, self.day, self.unit_id, self.map_day)
        for one in self._chosen():
            inside = inside & one
        return inside

    def _chosen(self) -> Iterator[ColumnElement[bool]]:
        group, who = self.group, Membership.person_id
        if group.team:
            yield Membership.team_id == UUID(group.team)
        if group.role:
            yield Membership.role == TeamRole(group.role)
        if group.sex:
            sex = None if group.sex == NONE else Sex(group.sex)
            yield who.in_(select(Person.id).where(Person.sex.is_not_distinct_from(sex)))
        if group.post == NONE:
            yield who.not_in(self._holders())
        elif group.post:
            yield who.in_(self._holders().where(PostHeld.post == Post(group.post)))
        if group.topic:
            pairs = covered(self.year, self.day)
            yield who.in_(select(pairs.c.person_id).where(pairs.c.topic == group.topic))
        if group.mode:
            yield ways(self.year, self.day).in_(MODES[Mode(group.mode)])

    def _holders(self) -> Select[UUID]:
        return select(PostHeld.person_id).where(PostHeld.on(self.day))


def coverage_of_all(ground: Ground) -> Coverage:
    """The coverage of everybody who is counted: by the tallies, or in one query."""
    if ground.group == EVERYBODY and ground.map_day == ground.day:
        tallied = sums.of_unit(ground.actor, ground.duty, ground.day, ground.unit_id)
        if tallied is not None:
            return tallied
    grouped = figures(ground.duty, ground.day, literal_column("1")).where(ground.condition)
    return coverages(grouped).get(1, Coverage())
