"""Reports of any period: what was done within it beside how far people are at its end."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.core.i18n import day as shown
from lms.org.models import Level
from lms.requirements import duties, queries
from lms.requirements.period_figures import (
    Done,
    PeriodRow,
    Where,
    attendances_elsewhere,
    period_rows,
)
from lms.requirements.reporting_periods import Kind, Period, named, period, periods_of
from lms.requirements.words import period_words
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import a_mark
from tests.requirements.test_queries import DAY, a_class, looking_at, the_duty

SignedIn = Callable[[str], Visitor]


@pytest.mark.parametrize(
    ("kind", "month", "decree", "opens", "closes"),
    [
        (Kind.QUARTER, 9, False, "01/07/2026", "30/09/2026"),
        (Kind.QUARTER, 3, True, "15/12/2025", "14/03/2026"),
        (Kind.MONTH, 2, False, "01/02/2026", "28/02/2026"),
        (Kind.MONTH, 1, True, "15/12/2025", "14/01/2026"),
        (Kind.YEAR, 12, True, "15/12/2025", "14/12/2026"),
        (Kind.YEAR, 12, False, "01/01/2026", "31/12/2026"),
        (Kind.HALF, 6, True, "15/12/2025", "14/06/2026"),
    ],
)
def test_a_period_has_the_days_of_its_rule(
    kind: Kind, month: int, decree: bool, opens: str, closes: str
) -> None:
    found = period(2026, kind, month, decree=decree)
    assert (shown(found.opens), shown(found.closes)) == (opens, closes)
    assert named(found.opens, found.closes) == found


@given(st.integers(2020, 2090), st.booleans())
def test_months_and_quarters_leave_no_day_out(year: int, decree: bool) -> None:
    found = periods_of(year, decree=decree)
    (whole,) = (one for one in found if one.kind is Kind.YEAR)
    for kind in (Kind.MONTH, Kind.QUARTER):
        parts = [one for one in found if one.kind is kind]
        assert (parts[0].opens, parts[-1].closes) == (whole.opens, whole.closes)
        for one, after in pairwise(parts):
            assert after.opens - one.closes == timedelta(days=1)


def test_a_period_goes_by_its_name(app: Flask) -> None:
    with app.test_request_context():
        words = [period_words(one) for one in periods_of(2026, decree=False)]
        assert words[:4] == [
            "Năm 2026",
            "9 tháng đầu năm 2026",
            "6 tháng đầu năm 2026",
            "Quý I/2026",
        ]
        assert period_words(Period(date(2026, 2, 1), date(2026, 2, 9))) == "01/02/2026 – 09/02/2026"


def rows(cast: Cast, opens: date, closes: date, unit: str = "province") -> dict[str, PeriodRow]:
    actor, duty = looking_at(cast, unit), duties.get_duty(duties.get_year(2026), closes)
    lines = queries.by_commune(actor, duty, closes)
    where = Where(duty, closes, cast.units[unit], closes, Level.COMMUNE)
    found = period_rows(actor, where, Period(opens, closes), lines)
    return {row.line.title: row for row in found}


def test_attendances_people_and_hours_of_a_period_stand_together(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "an", on=date(2026, 4, 1))
    a_class(cast, "lan", on=date(2026, 5, 1))
    a_class(cast, "lan", "khach", on=date(2026, 8, 1))
    a_mark(cast, "hung")  # on 1 March
    second = rows(cast, date(2026, 4, 1), date(2026, 6, 30))
    na_sam = second["Xã Na Sầm"]
    assert na_sam.done == Done(newly_met=2, attendances=3, attendees=2, minutes=720)
    assert (na_sam.line.coverage.met, na_sam.done.hours) == (3, 12)
    third = rows(cast, date(2026, 7, 1), date(2026, 9, 30))
    assert third["Xã Na Sầm"].done == Done(attendances=1, attendees=1, minutes=240)
    assert third["Phường Đông Kinh"].done.newly_met == 1
    first = rows(cast, date(2026, 1, 1), date(2026, 3, 31))["Xã Na Sầm"]
    assert (first.done.completions, first.done.newly_met, first.line.coverage.met) == (1, 1, 1)


def test_newly_trained_in_all_quarters_are_the_trained_of_the_year(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "an", on=date(2026, 4, 1))
    a_class(cast, "khach", on=date(2026, 10, 9))
    quarters = [p for p in periods_of(2026, decree=False) if p.kind is Kind.QUARTER]
    newly = [
        sum(row.done.newly_met for row in rows(cast, p.opens, p.closes).values()) for p in quarters
    ]
    year = rows(cast, date(2026, 1, 1), date(2026, 12, 31)).values()
    assert (newly, sum(row.line.coverage.met for row in year)) == ([0, 2, 0, 1], 3)


def test_an_officer_reports_on_their_own_commune_only(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "khach")
    assert list(rows(cast, date(2026, 1, 1), DAY, "na-sam")) == ["Xã Na Sầm"]


def test_the_page_and_its_files_say_the_same(signed_in: SignedIn, cast: Cast) -> None:
    a_class(cast, "lan", "an", on=date(2026, 4, 1))
    tung = signed_in("tung")
    page = tung.get("/requirements/2026/report?since=2026-04-01&day=2026-06-30")
    assert "Quý II/2026" in page.title
    page = tung.get("/requirements/2026/report?since=2026-04-05&day=2026-04-09")
    assert "05/04/2026 – 09/04/2026" in page.title
    path = "/requirements/2026/report.csv?since=2026-04-01&day=2026-06-30"
    lines = tung.client.get(path).get_data(as_text=True).splitlines()
    (na_sam,) = (line for line in lines if "Na Sầm" in line)
    assert na_sam.split(",")[3:] == [
        "3", "3", "2", "66.6%", "1", "0", "2", "2", "2", "8", "0", "0",
    ]  # fmt: skip
    hung = signed_in("hung")
    hung.get("/requirements/2026/report", 404)
    assert hung.client.get(path).status_code == 404


def test_who_left_is_counted_apart(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "minh", on=date(2026, 4, 1))  # minh teaches and is on no roster
    assert attendances_elsewhere(Period(date(2026, 1, 1), DAY), DAY) == 1
    assert the_duty().code == "bat-buoc"
