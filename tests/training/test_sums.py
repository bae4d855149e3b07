"""Attendances, distinct people and person-hours, grouped in every way; periods of reports."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.sheets import read_book
from lms.training import operations
from lms.training.models import Organiser
from lms.training.operations import Part
from lms.training.periods import Closing, Grouping, of_year, period, periods, year_of
from lms.training.permissions import TrainingPermission
from lms.training.sums import Asked, Sum, sums, total
from tests.cast import Cast
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
LATE = datetime(2026, 12, 31, 9, tzinfo=UTC)
BY = Actor(None, "t")


def looking_at(cast: Cast, unit: str = "province") -> Actor:
    grant = Grant("t", frozenset({TrainingPermission.READ}), unit_id=cast.units[unit])
    return Actor(None, "t", (grant,))


def held(
    cast: Cast,
    *who: str,
    on: date,
    unit: str = "province",
    hours: int = 4,
    organiser: Organiser = Organiser.DEPARTMENT,
    parts: tuple[Part, ...] = (),
) -> None:
    row = operations.plan_class(
        f"Lớp {on:%d/%m}", cast.units[unit], held_on=on, hours=hours, organiser=organiser,
        place="Hội trường",
    )  # fmt: skip
    operations.equip_class(row, [], parts, [], by=BY, at=LATE)
    ids = [cast.persons[name] for name in who]
    operations.record_attendances(row, ids, by=BY, at=LATE)


def the_year(cast: Cast) -> None:
    """Lan comes three times, Ấn and Khách once each: 5 attendances of 3 people."""
    safety = (Part("An toàn", "M7", 90), Part("Thực hành", "", 30))
    held(cast, "lan", "an", on=date(2026, 3, 10), unit="na-sam", hours=2,
         organiser=Organiser.COMMUNE, parts=safety)  # fmt: skip
    held(cast, "lan", "khach", on=date(2026, 3, 20), parts=(Part("An toàn", "M7", 60),))
    held(cast, "lan", on=date(2026, 12, 20), hours=3, organiser=Organiser.NATIONAL)


def asked(by: Grouping, **more: object) -> Asked:
    return Asked(date(2026, 1, 1), date(2026, 12, 31), by, **more)  # type: ignore[arg-type]


def figures(lines: list[Sum]) -> list[tuple[str, int, int, int, float]]:
    return [(one.title, one.classes, one.attendances, one.people, one.hours) for one in lines]


def test_the_total_counts_people_once_whatever_it_is_grouped_by(app: Flask, cast: Cast) -> None:
    the_year(cast)
    for by in Grouping:
        found = total(looking_at(cast), asked(by))
        assert (found.classes, found.attendances, found.people) == (3, 5, 3)
        hours = 15 if by is not Grouping.TOPIC else 2 * 2 + 2 * 1 + 3
        assert found.hours == hours, by


def test_by_class_the_newest_first(app: Flask, cast: Cast) -> None:
    the_year(cast)
    assert figures(sums(looking_at(cast), asked(Grouping.CLASS))) == [
        ("Lớp 20/12", 1, 1, 1, 3), ("Lớp 20/03", 1, 2, 2, 8), ("Lớp 10/03", 1, 2, 2, 4),
    ]  # fmt: skip


def test_by_topic_with_the_minutes_of_the_parts(app: Flask, cast: Cast) -> None:
    the_year(cast)
    assert figures(sums(looking_at(cast), asked(Grouping.TOPIC))) == [
        ("M7", 2, 4, 3, 5), ("", 2, 3, 2, 4),
    ]  # fmt: skip


def test_by_organiser(app: Flask, cast: Cast) -> None:
    the_year(cast)
    found = sums(looking_at(cast), asked(Grouping.ORGANISER))
    assert [(one.key, one.attendances, one.people) for one in found] == [
        (Organiser.DEPARTMENT, 2, 2), (Organiser.COMMUNE, 2, 2), (Organiser.NATIONAL, 1, 1),
    ]  # fmt: skip
    only = asked(Grouping.ORGANISER, organiser=Organiser.NATIONAL)
    assert total(looking_at(cast), only).hours == 3


def test_by_commune_of_the_day(app: Flask, cast: Cast) -> None:
    the_year(cast)
    held(cast, "tung", on=date(2026, 5, 1))
    assert figures(sums(looking_at(cast), asked(Grouping.UNIT))) == [
        ("Phường Đông Kinh", 1, 1, 1, 4), ("Xã Na Sầm", 3, 4, 2, 11), ("", 1, 1, 1, 4),
    ]  # fmt: skip


def test_by_month_of_the_calendar_and_of_the_decree(app: Flask, cast: Cast) -> None:
    the_year(cast)

    def busy(closing: Closing, by: Grouping) -> list[tuple[str, int, int]]:
        lines = sums(looking_at(cast), asked(by, closing=closing))
        return [(one.title, one.attendances, one.people) for one in lines if one.classes]

    assert busy(Closing.CALENDAR, Grouping.MONTH) == [
        ("Tháng 3/2026", 4, 3),
        ("Tháng 12/2026", 1, 1),
    ]
    assert busy(Closing.DECREE, Grouping.MONTH) == [
        ("Tháng 3/2026", 2, 2), ("Tháng 4/2026", 2, 2), ("Tháng 1/2027", 1, 1),
    ]  # fmt: skip
    assert busy(Closing.DECREE, Grouping.YEAR) == [("Năm 2026", 4, 3), ("Năm 2027", 1, 1)]


def test_struck_attendances_and_second_entries_count_nowhere_twice(app: Flask, cast: Cast) -> None:
    the_year(cast)
    held(cast, "hung", "an", on=date(2026, 6, 1))
    cast.person("an").same_as_id = cast.persons["hung"]
    db.session.flush()
    found = total(looking_at(cast), Asked(date(2026, 6, 1), date(2026, 6, 1), Grouping.CLASS))
    assert (found.attendances, found.people, found.hours) == (1, 1, 4)


def test_a_commune_sees_its_own_classes(app: Flask, cast: Cast) -> None:
    the_year(cast)
    assert total(looking_at(cast, "na-sam"), asked(Grouping.CLASS)).classes == 1
    assert total(looking_at(cast, "dong-kinh"), asked(Grouping.UNIT)) == Sum(None, "", 0, 0, 0, 0)


def test_random_years_equal_a_recount_by_hand(app: Flask, cast: Cast) -> None:
    chance = Random(5)
    facts: list[tuple[int, int, Organiser, str]] = []  # (class, month, organiser, person)
    for number in range(40):
        who = chance.sample(("lan", "an", "hung", "khach"), chance.randrange(5))
        month, organiser = chance.randint(1, 12), chance.choice(list(Organiser))
        held(cast, *who, on=date(2026, month, chance.randint(1, 28)), organiser=organiser)
        facts += [(number, month, organiser, one) for one in who]
    actor = looking_at(cast)

    def counted(some: list[tuple[int, int, Organiser, str]]) -> tuple[int, int, int, float]:
        classes, people = {one[0] for one in some}, {one[3] for one in some}
        return len(classes), len(some), len(people), 4 * len(some)

    months = sums(actor, asked(Grouping.MONTH))
    assert [one[1:] for one in figures(months)] == [
        counted([fact for fact in facts if fact[1] == month]) for month in range(1, 13)
    ]
    organisers = sums(actor, asked(Grouping.ORGANISER))
    assert [one[1:] for one in figures(organisers)] == [
        counted([fact for fact in facts if fact[2] is organiser]) for organiser in Organiser
    ]
    assert figures([total(actor, asked(Grouping.UNIT))])[0][1:] == counted(facts)


# Periods


@given(st.sampled_from([Grouping.MONTH, Grouping.QUARTER, Grouping.YEAR]),
       st.sampled_from(list(Closing)), st.dates(date(2020, 1, 1), date(2030, 1, 1)),
       st.integers(0, 900))  # fmt: skip
def test_periods_follow_each_other_without_gap_or_overlap(
    length: Grouping, closing: Closing, since: date, days: int
) -> None:
    until = since + timedelta(days)
    found = periods(length, since, until, closing)
    assert (found[0].since, found[-1].until) == (since, until)
    for one, after in pairwise(found):
        assert after.since - one.until == timedelta(1)
    assert year_of(found[0].until, closing) == found[0].year


@pytest.mark.parametrize(
    ("length", "number", "since", "until"),
    [
        (Grouping.YEAR, 1, date(2025, 12, 15), date(2026, 12, 14)),
        (Grouping.QUARTER, 1, date(2025, 12, 15), date(2026, 3, 14)),
        (Grouping.QUARTER, 4, date(2026, 9, 15), date(2026, 12, 14)),
        (Grouping.MONTH, 1, date(2025, 12, 15), date(2026, 1, 14)),
        (Grouping.MONTH, 12, date(2026, 11, 15), date(2026, 12, 14)),
    ],
)
def test_the_decree_closes_on_the_14th(
    length: Grouping, number: int, since: date, until: date
) -> None:
    one = period(length, 2026, number, Closing.DECREE)
    assert (one.since, one.until) == (since, until)


def test_a_year_has_its_ready_links() -> None:
    shown = [one.short for one in of_year(2026, Closing.CALENDAR)]
    assert shown[:6] == ["2026", "I", "II", "III", "IV", "T1"]
    assert len(shown) == 17
    assert of_year(2026, Closing.CALENDAR)[2].title == "Quý II/2026"
    assert of_year(2026, Closing.CALENDAR)[2].until == date(2026, 6, 30)


# Pages


def test_the_page_of_sums_says_what_its_total_is(signed_in: SignedIn, cast: Cast) -> None:
    the_year(cast)
    db.session.commit()
    tung = signed_in("tung")
    tung.get("/training/classes?year=2026")
    page = tung.get(tung.page.link("Tổng hợp số liệu"))
    assert "3 lớp 5 lượt dự 3 người khác nhau 15 giờ-người" in page.words
    assert "không phải là các dòng cộng lại (5)" in page.words
    for by in Grouping:
        tung.get(f"/training/sums?by={by}&since=2026-01-01&until=2026-12-31&closing=decree")
    page = tung.get("/training/sums?by=topic&since=2026-01-01&until=2026-12-31")
    assert "M7" in page.words
    assert "Một lượt dự được tính cho mọi nội dung" in page.words
    page = tung.get("/training/sums?since=2026-05-01&until=2026-05-31&organiser=national")
    assert "Không có ai dự lớp trong những ngày này" in page.words
    for nonsense in (
        "by=x&since=31&organiser=y&closing=z&page=0",
        "since=2026-09-01&until=2026-01-01",
    ):
        tung.get(f"/training/sums?{nonsense}")


def test_sums_leave_as_files_and_it_is_logged(signed_in: SignedIn, cast: Cast) -> None:
    the_year(cast)
    held(cast, "lan", on=date(2026, 7, 1), hours=1, parts=(Part("Chào cờ", "M1", 45),))
    db.session.commit()
    tung = signed_in("tung")
    days = "since=2026-01-01&until=2026-12-31"
    for ending in ("xlsx", "csv"):
        reply = tung.client.get(f"/training/sums.{ending}?by=topic&{days}")
        (rows,) = (one.rows for one in read_book(reply.data, f"x.{ending}"))
        flat = [" ".join(row) for row in rows]
        assert any("M1" in row and "0.8" in row for row in flat)
    assert tung.client.get(f"/training/sums.doc?{days}").status_code == 404
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "sums.exported"))
    assert [one.details["ending"] for one in logged] == ["xlsx", "csv"]
