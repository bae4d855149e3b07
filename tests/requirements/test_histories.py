"""Whatever happens to people in a year: after every step the figures equal a recount by hand.

`differences` judges everybody alone from plain rows; the pages group in SQL over the projection.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Refused
from lms.org.models import Level, Unit
from lms.org.operations import abolish, found_unit, move_unit, place_village
from lms.org.queries import above_of, get_unit
from lms.people.models import (
    AbsenceReason,
    PersonMerge,
    Post,
    RosterChange,
    TeamPlacement,
    TeamRole,
)
from lms.people.operations import keeping, merging, places
from lms.people.operations.keeping import Entry
from lms.people.queries import unit_of_team
from lms.requirements import cases, duties, operations, sums, tallies
from lms.requirements.check import differences
from lms.requirements.models import Claim, ClaimSource, Dispensation, DispensationKind
from lms.requirements.operations import Wording
from lms.requirements.rules import Rule
from lms.training import operations as training
from lms.training.models import Attendance, Organiser, StruckAttendance, TrainingClass
from tests.cast import Cast
from tests.make import a_mark

PEOPLE = ["lan", "hung", "an", "khach"]
LAST = date(2026, 12, 31)


class Year:
    """One random year; every step is a real operation, refused ones included."""

    def __init__(self, cast: Cast, seed: int, set_clock: Callable[[datetime], None]) -> None:
        self.cast, self.chance, self.day = cast, Random(seed), date(2026, 1, 6)
        self.done: set[str] = set()
        self.set_clock = set_clock
        self.set_clock(self.at)
        tallies.build(duties.get_year(2026), self.day)
        year = duties.get_year(2026)
        strict = Rule(
            due=date(2026, 6, 30), joined_before=date(2026, 4, 1), classes=1, modules=1,
            both_ways=True, compulsory=("M3",), outside_cap=1, roles=("leader", "member"),
        )  # fmt: skip
        operations.add_requirement(year, strict, Wording("Khó", "x"), by=self.tung, at=self.at)

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, time(5), UTC)

    @property
    def tung(self):  # type: ignore[no-untyped-def]
        return self.cast.actor("tung")

    def entry(self) -> Entry:
        return Entry(by=self.cast.actor("hoa"), at=self.at, on=self.day, why="x")

    def step(self) -> None:
        self.day += timedelta(days=self.chance.randint(2, 12))
        self.set_clock(self.at)
        verbs: list[Callable[[str], None]] = [
            self.attend, self.learn, self.leave, self.come_back, self.move, self.change_role,
            self.go_away, self.ask, self.claim, self.decide, self.strike, self.change_rule,
            self.merge, self.part, self.move_village, self.merge_villages, self.wait, self.roll,
            self.set_posts, self.merge_communes,
        ]  # fmt: skip
        alone = [
            self.leave, self.come_back, self.move, self.change_role, self.go_away, self.set_posts,
            self.learn,
        ]  # fmt: skip
        verb, who = self.chance.choice(verbs), self.chance.choice(PEOPLE)
        try:
            if verb in alone and self.cast.person(who).same_as_id:
                raise Refused  # pages find the person kept, never the entry merged into it
            verb(who)
            self.done.add(verb.__name__)
        except Refused:
            pass  # what is refused must leave the figures right as well
        db.session.flush()

    def attend(self, who: str) -> None:
        held = training.plan_class(
            "Lớp", self.cast.units["province"], held_on=self.day, hours=self.chance.randint(1, 4),
            organiser=Organiser.COMMUNE, place="x",
        )  # fmt: skip
        db.session.flush()
        ids = {self.cast.persons[who], self.cast.persons[self.chance.choice(PEOPLE)]}
        training.record_attendances(held, ids, by=self.tung, at=self.at)

    def learn(self, who: str) -> None:
        a_mark(self.cast, who, self.chance.choice(["m0", "m3"]), at=self.at)

    def leave(self, who: str) -> None:
        keeping.leave(self.cast.person(who), self.entry())

    def come_back(self, who: str) -> None:
        if keeping.open_seat(self.cast.persons[who]) is not None:
            raise Refused
        team = self.cast.teams["na-pan"]
        keeping.come_back(self.cast.person(who), team, TeamRole.MEMBER, self.entry())

    def move(self, who: str) -> None:
        team = self.chance.choice(["na-pan", "khoi-3"])
        keeping.move(self.cast.person(who), self.cast.teams[team], TeamRole.DEPUTY, self.entry())

    def change_role(self, who: str) -> None:
        role = self.chance.choice(list(TeamRole))
        keeping.change_role(self.cast.person(who), role, self.entry())

    def go_away(self, who: str) -> None:
        until = self.day + timedelta(days=self.chance.randint(5, 90))
        keeping.mark_absent(
            self.cast.person(who), AbsenceReason.ILL, self.entry(), until=until, evidence="x"
        )

    def ask(self, who: str) -> None:
        kind = self.chance.choice(list(DispensationKind))
        duty = self.chance.choice(duties.duties(duties.get_year(2026), self.day))
        asked = cases.Asked(self.day, self.day + timedelta(days=60), "x")
        person, by = self.cast.person(who), self.cast.actor("hoa")
        cases.ask_dispensation(person, duty, kind, asked, by=by, at=self.at)

    def claim(self, who: str) -> None:
        topic = self.chance.choice(["", "M3"])
        learnt = cases.Learnt(ClaimSource.PAPER, "x", topic, self.day, 60, "thấy giấy")
        cases.claim(self.cast.person(who), learnt, by=self.cast.actor("hoa"), at=self.at)

    def decide(self, who: str) -> None:
        found = [*db.session.scalars(select(Dispensation)), *db.session.scalars(select(Claim))]
        if not found:
            raise Refused
        granted = self.chance.random() < 0.7
        case = self.chance.choice(found)
        cases.decide(case, granted=granted, reason="x", by=self.tung, at=self.at)

    def strike(self, who: str) -> None:
        rows = db.session.scalars(select(Attendance).order_by(Attendance.recorded_at)).all()
        if not rows:
            raise Refused
        row = self.chance.choice(rows)
        key = (row.class_id, row.person_id)
        stands = db.session.get(StruckAttendance, key) is not None
        held = db.session.get_one(TrainingClass, row.class_id)
        training.correct(held, row.person_id, stands=stands, reason="x", by=self.tung, at=self.at)

    def merge(self, who: str) -> None:
        kept = self.cast.person(self.chance.choice([one for one in PEOPLE if one != who]))
        merging.merge(self.cast.person(who), kept, self.entry())

    def part(self, who: str) -> None:
        merges = select(PersonMerge).where(PersonMerge.undoes_id.is_(None))
        found = db.session.scalars(merges.order_by(PersonMerge.day)).all()
        if not found:
            raise Refused
        merging.part(self.chance.choice(found), self.entry())

    def set_posts(self, who: str) -> None:
        posts = self.chance.sample(list(Post), self.chance.randint(0, 2))
        keeping.set_posts(self.cast.person(who), posts, self.entry())

    def move_village(self, who: str) -> None:
        village = unit_of_team(self.cast.teams[self.chance.choice(["na-pan", "khoi-3"])], self.day)
        commune = self.cast.units[self.chance.choice(["na-sam", "dong-kinh"])]
        place_village(
            get_unit(village, self.day), get_unit(commune, self.day),
            on=self.day, by=self.tung, at=self.at,
        )  # fmt: skip

    def merge_villages(self, who: str) -> None:
        one, other = (unit_of_team(self.cast.teams[key], self.day) for key in ("na-pan", "khoi-3"))
        if one == other:
            raise Refused
        places.merge_villages(get_unit(one, self.day), get_unit(other, self.day), self.entry())

    def merge_communes(self, who: str) -> None:
        """A commune goes into a new one with everything below it."""
        old = self.chance.choice(["na-sam", "dong-kinh"])
        province = db.session.get_one(Unit, self.cast.units["province"])
        new = found_unit(Level.COMMUNE, "Xã", f"Mới {self.day}", since=self.day, parent=province)
        db.session.flush()
        below = select(TeamPlacement.unit_id).where(TeamPlacement.on(self.day)).distinct()
        for village in db.session.scalars(below).all():
            if commune_of(village, self.day) == self.cast.units[old]:
                move_unit(village, new.id, on=self.day)
        abolish(db.session.get_one(Unit, self.cast.units[old]), on=self.day)
        self.cast.units[old] = new.id

    def wait(self, who: str) -> None:
        self.day += timedelta(days=self.chance.randint(5, 25))
        self.set_clock(self.at)

    def roll(self, who: str) -> None:
        tallies.roll(self.day)

    def change_rule(self, who: str) -> None:
        duty = self.chance.choice(duties.duties(duties.get_year(2026), self.day))
        rule = Rule(**{**vars(duty.rule), "classes": self.chance.randint(1, 2)})
        operations.change_requirement(
            duty.requirement, self.day, rule, Wording("x", "x"), by=self.tung, at=self.at
        )


def commune_of(village_id: UUID, day: date) -> UUID:
    return above_of(village_id, day)[0].id


@pytest.mark.parametrize("seed", range(2))
def test_after_every_step_the_figures_are_the_facts(
    app: Flask, cast: Cast, seed: int, at: Callable[[datetime], None]
) -> None:
    cast = replace(cast, units=dict(cast.units))
    lived, year = Year(cast, seed, at), duties.get_year(2026)
    for _ in range(40):
        lived.step()
        day = min(lived.day, LAST)
        assert all(sums.counted_by(duty, day) for duty in duties.duties(year, day))
        assert differences(year, day) == [], (seed, lived.done)
    for day in (date(2026, 3, 31), date(2026, 6, 30), date(2026, 7, 1), LAST):
        assert differences(year, day) == [], (seed, day)
    assert len(lived.done) >= 8
    assert set(db.session.scalars(select(RosterChange.kind)))
