"""Whatever happens to people in a year: after every step the figures equal a recount by hand.

`differences` judges everybody alone from plain rows; the pages group in SQL over the projection.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.core.errors import Refused
from lms.people.models import AbsenceReason, ChangeKind, RosterChange, TeamRole
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry
from lms.requirements import cases, duties, operations
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

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance, self.day = cast, Random(seed), date(2026, 1, 6)
        self.done: set[str] = set()
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
        verbs: list[Callable[[str], None]] = [
            self.attend, self.learn, self.leave, self.come_back, self.move, self.change_role,
            self.go_away, self.ask, self.claim, self.decide, self.strike, self.change_rule,
        ]  # fmt: skip
        verb = self.chance.choice(verbs)
        try:
            verb(self.chance.choice(PEOPLE))
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

    def change_rule(self, who: str) -> None:
        duty = self.chance.choice(duties.duties(duties.get_year(2026), self.day))
        rule = Rule(**{**vars(duty.rule), "classes": self.chance.randint(1, 2)})
        operations.change_requirement(
            duty.requirement, self.day, rule, Wording("x", "x"), by=self.tung, at=self.at
        )


@pytest.mark.parametrize("seed", range(6))
def test_after_every_step_the_figures_are_the_facts(app: Flask, cast: Cast, seed: int) -> None:
    lived, year = Year(cast, seed), duties.get_year(2026)
    for _ in range(40):
        lived.step()
        assert differences(year, lived.day) == [], (seed, lived.done)
    for day in (date(2026, 3, 31), date(2026, 6, 30), date(2026, 7, 1), LAST):
        assert differences(year, day) == [], (seed, day)
    assert len(lived.done) >= 8
    changes = db.session.scalars(select(RosterChange.kind)).all()
    assert set(changes) & {ChangeKind.LEFT, ChangeKind.MOVED, ChangeKind.ABSENT}
