from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.core.db import db
from lms.requirements.pace import Seats, closing, curve, even, monthly, pace, polyline, shortest
from lms.requirements.planned import classes_to_come, lines_reached
from lms.requirements.queries import met_days
from lms.training.models import Booking, Organiser, Venue
from lms.training.operations import plan_class
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


SEATS = st.lists(
    st.tuples(st.integers(0, 30), st.frozensets(st.integers(0, 4), max_size=3)), max_size=6
)


@given(SEATS, st.lists(st.integers(0, 20), min_size=5, max_size=5), st.integers(0, 120))
def test_the_list_that_closes_the_gap_counts_nobody_twice(
    classes: list[tuple[int, frozenset[int]]], left: list[int], wanted: int
) -> None:
    people = dict(enumerate(left))
    offered = [Seats(n, seats, lines) for n, (seats, lines) in enumerate(classes)]
    taken, lines = closing(offered, people, wanted)
    found = [*taken, *lines]
    assert sum(n for _row, n in found) <= sum(left)
    assert sum(n for _row, n in found) >= min(wanted, sum(left))
    assert sum(n for _row, n in found[:-1]) < max(wanted, 1)  # the last one is needed
    for row, seated in taken:
        assert 0 < seated <= offered[row].seats
    assert all(n <= people[line] for line, n in lines)


def test_classes_with_seats_come_before_teams() -> None:
    offered = [Seats("small", 3, frozenset({"a"})), Seats("full", 0, frozenset({"a", "b"})),
               Seats("great", 20, frozenset({"a", "b"}))]  # fmt: skip
    left = {"a": 10, "b": 5, "c": 4}
    assert closing(offered, left, 17) == ([("great", 15)], [("c", 4)])
    assert closing([], left, 11) == ([], [("a", 10), ("b", 5)])


def test_months_and_the_even_pace() -> None:
    points = curve({OPENS: 10}, OPENS, date(2026, 3, 10))
    assert [one.day for one in monthly(points)] == [
        date(2026, 1, 28), date(2026, 2, 25), date(2026, 3, 10),
    ]  # fmt: skip
    assert even(DUE, OPENS, DUE, 365) == 365
    assert even(OPENS, OPENS, DUE, 365) == 1
    assert even(date(2027, 2, 1), OPENS, DUE, 365) == 365


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
    assert "Lớp sắp tới" not in page.words
    page = signed_in("hoa").get("/requirements/2026/pace")
    assert "Tổ CNSCĐ thôn Nà Pàn" in page.words
    assert "Đông Kinh" not in page.words


def a_class_to_come(cast: Cast, unit: str, seats: int, booked: str = "") -> None:
    held = plan_class(
        "Lớp tối", cast.units[unit], held_on=date(2026, 12, 5), hours=3,
        organiser=Organiser.COMMUNE, place="x",
    )  # fmt: skip
    db.session.flush()
    hall = Venue(class_id=held.id, unit_id=cast.units[unit], place="x", capacity=seats)
    db.session.add(hall)
    db.session.flush()
    if booked:
        who = cast.persons[booked]
        at = datetime(2026, 11, 20, tzinfo=UTC)
        db.session.add(
            Booking(class_id=held.id, person_id=who, venue_id=hall.id, by_name="x", at=at)
        )


def test_classes_to_come_stand_first_with_their_seats(
    signed_in: Callable[[str], Visitor], cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 11, 24, 5, tzinfo=UTC))
    a_class_to_come(cast, "na-sam", 3, booked="lan")
    a_class_to_come(cast, "dong-kinh", 30)
    db.session.commit()
    page = signed_in("tung").get("/requirements/2026/pace")
    assert page.words.count("Lớp tối , 05/12/2026") >= 2
    rows = page.words.split("Lớp sắp tới trong bốn tuần")[1]
    assert "Lớp tối , 05/12/2026 2 3 Lớp tối , 05/12/2026 30 1" in rows
    page = signed_in("hoa").get("/requirements/2026/pace")
    assert "Lớp tối , 05/12/2026 2 3" in page.words
    assert "30 1" not in page.words


def test_a_class_of_the_province_reaches_every_line(app: Flask, cast: Cast) -> None:
    a_class_to_come(cast, "province", 9)
    classes = classes_to_come(DAY)
    lines = [cast.units["na-sam"], cast.units["dong-kinh"]]
    found = lines_reached(classes, cast.units["province"], lines, DAY)
    assert list(found.values()) == [frozenset(lines)]
    teams = [cast.teams["na-pan"]]
    found = lines_reached(classes, cast.units["na-sam"], teams, DAY)
    assert list(found.values()) == [frozenset(teams)]
