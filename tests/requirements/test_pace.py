from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.core.db import db
from lms.requirements.pace import curve, pace, polyline, shortest
from lms.requirements.queries import met_days
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY, a_class, looking_at, the_duty

OPENS, DUE = date(2026, 1, 1), date(2026, 12, 31)
MET = st.dictionaries(
    st.integers(0, 364).map(lambda n: OPENS + timedelta(days=n)), st.integers(1, 50), max_size=30
)
DAYS = st.integers(0, 364).map(lambda n: OPENS + timedelta(days=n))


def test_the_needed_pace_is_people_left_by_weeks_left() -> None:
    today = date(2026, 12, 10)  # three weeks left
    found = pace({date(2026, 12, 1): 40}, 100, today, DUE)
    assert (found.to_reach, found.needed, found.actual) == (60, 20, 5.0)
    assert not found.enough
    assert found.low <= 55 <= found.high


def test_on_the_last_day_everybody_left_is_needed_at_once() -> None:
    found = pace({}, 7, DUE, DUE)
    assert (found.needed, found.low, found.high) == (7, 0, 0)
    assert pace({OPENS: 7}, 7, DUE, DUE).enough


@given(MET, DAYS, st.integers(0, 500))
def test_the_forecast_lies_between_what_is_and_everybody(
    met: dict[date, int], today: date, more: int
) -> None:
    done = sum(n for on, n in met.items() if on <= today)
    found = pace(met, done + more, today, DUE)
    assert done <= found.low <= found.high <= done + more
    assert found.to_reach == more


@given(MET, DAYS)
def test_the_curve_only_rises_and_ends_today(met: dict[date, int], today: date) -> None:
    points = curve(met, OPENS, today)
    assert points[-1].day == today
    assert [p.met for p in points] == sorted(p.met for p in points)
    assert points[-1].met == sum(n for on, n in met.items() if on <= today)
    assert len({p.day for p in points}) == len(points)


@given(st.lists(st.integers(0, 20), max_size=8), st.integers(0, 60))
def test_the_shortest_list_holds_enough_and_not_one_too_many(left: list[int], wanted: int) -> None:
    found = [people for _row, people in shortest(enumerate(left), wanted)]
    assert sum(found) >= min(wanted, sum(left))
    assert sum(found[:-1]) < max(wanted, 1)


def test_the_line_starts_at_the_origin_and_ends_on_top() -> None:
    points = curve({OPENS: 10}, OPENS, DUE)
    places = polyline(points, OPENS, DUE, 10).split()
    assert (places[0], places[-1]) == ("0.0,240.0", "600.0,0.0")


def test_the_days_add_up_to_the_trained(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "an")
    a_class(cast, "an", "khach", on=date(2026, 5, 1))
    tung = looking_at(cast, "province")
    found = met_days(tung, the_duty(), DAY, cast.units["province"], DAY)
    assert found == {date(2026, 4, 1): 2, date(2026, 5, 1): 1}
    below = met_days(tung, the_duty(), DAY, cast.units["na-sam"], DAY)
    assert below == {date(2026, 4, 1): 2}


def test_the_page_says_who_must_act(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_class(cast, "lan")
    db.session.commit()
    page = signed_in("tung").get("/requirements/2026/pace?day=2026-11-24")
    assert "Xã Na Sầm: 2 người" in page.words
    assert "Tin nhắn để dán" in page.words
    page = signed_in("hoa").get("/requirements/2026/pace")
    assert "Tổ CNSCĐ thôn Nà Pàn" in page.words
    assert "Đông Kinh" not in page.words
