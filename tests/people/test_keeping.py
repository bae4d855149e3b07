"""Verbs that keep the roster: each a dated fact, refused before anything changes."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Refused
from lms.people.models import AbsenceReason, ChangeKind, CompositionRule, Post, Sex, TeamRole
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry, Particulars
from lms.people.queries import phones_of, posts_of, seat_of
from lms.people.register import story
from lms.requirements.duties import get_duty, get_year
from lms.requirements.queries import standing_of
from lms.requirements.rules import State
from tests.cast import Cast

MARCH, APRIL, NOVEMBER = date(2026, 3, 1), date(2026, 4, 1), date(2026, 11, 1)
AT = datetime(2026, 11, 2, 3, tzinfo=UTC)


def entry(cast: Cast, on: date = APRIL, why: str = "Quyết định số 12") -> Entry:
    return Entry(by=cast.actor("hoa"), at=AT, on=on, why=why)


def test_every_change_says_who_and_why(app: Flask, cast: Cast) -> None:
    keeping.change_role(cast.person("lan"), TeamRole.DEPUTY, entry(cast))
    db.session.flush()
    (line,) = story(cast.persons["lan"])
    assert (line.kind, line.day, line.why) == (ChangeKind.ROLE, APRIL, "Quyết định số 12")
    assert line.by_name == "Đặng Thị Hoa"
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "roster.changed"))
    assert event is not None
    assert event.details == {"kind": "role", "day": "2026-04-01"}


@pytest.mark.parametrize("late", ["role", "team"])
def test_a_change_late_in_the_year_does_not_excuse_from_the_duty(
    app: Flask, cast: Cast, late: str
) -> None:
    """Their time on rosters goes on unbroken, so they still count this year."""
    lan = cast.person("lan")
    if late == "role":
        keeping.change_role(lan, TeamRole.DEPUTY, entry(cast, NOVEMBER))
    else:
        keeping.move(lan, cast.teams["khoi-3"], TeamRole.MEMBER, entry(cast, NOVEMBER))
    db.session.flush()
    standing = standing_of(lan.id, get_duty(get_year(2026), date(2026, 11, 20)), date(2026, 11, 20))
    assert standing is not None
    assert standing.state is State.DUE


def test_whoever_comes_back_late_counts_next_year(app: Flask, cast: Cast) -> None:
    lan = cast.person("lan")
    keeping.leave(lan, entry(cast))
    db.session.flush()
    keeping.come_back(lan, cast.teams["na-pan"], TeamRole.MEMBER, entry(cast, NOVEMBER))
    db.session.flush()
    standing = standing_of(lan.id, get_duty(get_year(2026), date(2026, 11, 20)), date(2026, 11, 20))
    assert standing is not None
    assert standing.state is State.NOT_BOUND


def test_moving_shows_the_old_team_before_and_the_new_one_from_the_day(
    app: Flask, cast: Cast
) -> None:
    lan = cast.person("lan")
    keeping.move(lan, cast.teams["khoi-3"], TeamRole.MEMBER, entry(cast))
    db.session.flush()
    teams = [s.team.id if (s := seat_of(lan.id, day)) else None for day in (MARCH, APRIL)]
    assert teams == [cast.teams["na-pan"], cast.teams["khoi-3"]]


def test_who_died_is_off_the_roster_and_stays_known(app: Flask, cast: Cast) -> None:
    keeping.leave(cast.person("an"), entry(cast), died=True)
    db.session.flush()
    assert seat_of(cast.persons["an"], APRIL) is None
    assert story(cast.persons["an"])[0].kind is ChangeKind.DIED


def test_somebody_new_has_a_seat_posts_and_a_phone(app: Flask, cast: Cast) -> None:
    person = keeping.enter_member(
        Particulars("Bàn  Văn Tư", 1990, Sex.MALE),
        cast.teams["na-pan"],
        TeamRole.DEPUTY,
        entry(cast),
        phone="+84977000111",
        posts=[Post.YOUTH_SECRETARY],
    )
    db.session.flush()
    seat = seat_of(person.id, APRIL)
    assert seat is not None
    assert (person.full_name, seat.membership.role) == ("Bàn Văn Tư", TeamRole.DEPUTY)
    assert phones_of([person.id], APRIL) == {person.id: "+84977000111"}
    assert posts_of([person.id], APRIL) == {person.id: [Post.YOUTH_SECRETARY]}


def test_phone_and_posts_change_from_a_day_on(app: Flask, cast: Cast) -> None:
    hung = cast.person("hung")
    keeping.change_phone(hung, "+84900000001", entry(cast))
    keeping.set_posts(hung, [Post.TEACHER], entry(cast))
    db.session.flush()
    phones = [phones_of([hung.id], day)[hung.id] for day in (MARCH, APRIL)]
    assert phones == ["+84987654321", "+84900000001"]
    held = [posts_of([hung.id], day)[hung.id] for day in (MARCH, APRIL)]
    assert held == [[Post.VILLAGE_HEAD], [Post.TEACHER]]


def test_a_corrected_name_is_found_without_marks(app: Flask, cast: Cast) -> None:
    lan = cast.person("lan")
    keeping.correct(lan, Particulars("Hoàng Thị Làn", 1981, Sex.FEMALE), entry(cast))
    db.session.flush()
    assert (lan.folded, lan.birth_year) == ("hoang thi lan", 1981)
    assert "Hoàng Thị Lan → Hoàng Thị Làn" in story(lan.id)[0].facts


def test_an_absence_has_an_end_and_can_end_sooner(app: Flask, cast: Cast) -> None:
    lan = cast.person("lan")
    keeping.mark_absent(
        lan, AbsenceReason.ILL, entry(cast), until=date(2026, 9, 1), evidence="Trưởng thôn báo"
    )
    db.session.flush()
    assert seat_of(lan.id, date(2026, 5, 1)) is not None  # still on the roster
    keeping.mark_present(lan, entry(cast, date(2026, 6, 1)))
    db.session.flush()
    assert [line.kind for line in story(lan.id)] == [ChangeKind.PRESENT, ChangeKind.ABSENT]


def test_what_makes_no_sense_is_refused(app: Flask, cast: Cast) -> None:
    lan, minh = cast.person("lan"), cast.person("minh")
    before = date(2025, 6, 1)
    for wrong in (
        lambda: keeping.change_role(lan, TeamRole.MEMBER, entry(cast)),
        lambda: keeping.change_role(lan, TeamRole.DEPUTY, entry(cast, before)),
        lambda: keeping.move(lan, cast.teams["na-pan"], TeamRole.MEMBER, entry(cast)),
        lambda: keeping.leave(minh, entry(cast)),
        lambda: keeping.leave(lan, entry(cast, date(2025, 7, 1))),
        lambda: keeping.come_back(lan, cast.teams["khoi-3"], TeamRole.MEMBER, entry(cast)),
        lambda: keeping.change_phone(lan, "+84912345678", entry(cast)),
        lambda: keeping.set_posts(lan, [], entry(cast)),
        lambda: keeping.correct(lan, Particulars("Hoàng Thị Lan", 1980, Sex.FEMALE), entry(cast)),
        lambda: keeping.mark_present(lan, entry(cast)),
        lambda: keeping.mark_absent(lan, AbsenceReason.ILL, entry(cast), until=MARCH, evidence="x"),
    ):
        with pytest.raises(Refused) as refused:
            wrong()
        assert refused.value.message
    assert story(lan.id) == []


def test_a_new_rule_ends_the_one_before(app: Flask, cast: Cast) -> None:
    keeping.set_composition_rule(
        6, [Post.VILLAGE_HEAD], [], "Hướng dẫn mới", entry(cast, date(2026, 7, 1))
    )
    db.session.flush()
    rules = db.session.scalars(select(CompositionRule).order_by(CompositionRule.since)).all()
    assert [(r.since, r.until, r.least_members) for r in rules] == [
        (date(2022, 3, 5), date(2026, 7, 1), 5),
        (date(2026, 7, 1), None, 6),
    ]
    with pytest.raises(Refused):
        keeping.set_composition_rule(7, [], [], "Nữa", entry(cast, date(2026, 5, 1)))
