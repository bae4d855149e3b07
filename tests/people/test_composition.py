"""How teams are made up: the rule, the breaches, since when."""

from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from lms.people.rules import Breach, Composition, Spell, breached_since, breaches

FIRST = date(2025, 1, 1)
MAY = date(2025, 5, 1)
JUNE = date(2025, 6, 1)
DAY = date(2025, 9, 1)
RULE = Composition(3, frozenset({"village_head"}), frozenset({"youth_secretary"}), FIRST)
HEAD, YOUTH, THIRD = uuid4(), uuid4(), uuid4()
POSTS = [Spell(HEAD, "village_head", FIRST, None), Spell(YOUTH, "youth_secretary", FIRST, None)]
SEATS = [
    Spell(HEAD, "leader", FIRST, None),
    Spell(YOUTH, "deputy", FIRST, None),
    Spell(THIRD, "member", FIRST, None),
]


def test_a_well_made_team_breaks_nothing() -> None:
    assert breaches(SEATS, POSTS, RULE, DAY) == frozenset()
    assert breached_since(SEATS, POSTS, RULE, DAY) == {}


def test_each_breach_is_found() -> None:
    assert breaches([], [], RULE, DAY) == {Breach.TOO_FEW, Breach.NO_LEADER, Breach.NO_DEPUTY}
    two = [*SEATS, Spell(uuid4(), "leader", FIRST, None)]
    assert breaches(two, POSTS, RULE, DAY) == {Breach.SEVERAL_LEADERS}
    assert breaches(SEATS, POSTS[1:], RULE, DAY) == {Breach.LEADER_POST}
    assert breaches(SEATS, POSTS[:1], RULE, DAY) == {Breach.DEPUTY_POST}


def test_a_breach_is_dated_from_the_day_it_began() -> None:
    """The head lost the post in May; the third member left in June and nobody came."""
    posts = [Spell(HEAD, "village_head", FIRST, MAY), POSTS[1]]
    seats = [*SEATS[:2], Spell(THIRD, "member", FIRST, JUNE)]
    assert breached_since(seats, posts, RULE, DAY) == {
        Breach.LEADER_POST: MAY,
        Breach.TOO_FEW: JUNE,
    }


def test_a_breach_that_was_mended_for_a_while_counts_from_its_second_beginning() -> None:
    seats = [
        *SEATS[:2],
        Spell(THIRD, "member", FIRST, MAY),
        Spell(THIRD, "member", JUNE, date(2025, 7, 1)),
    ]
    assert breached_since(seats, POSTS, RULE, DAY) == {Breach.TOO_FEW: date(2025, 7, 1)}


def test_no_breach_is_older_than_its_rule() -> None:
    young = Composition(9, RULE.leader_posts, RULE.deputy_posts, JUNE)
    assert breached_since(SEATS, POSTS, young, DAY) == {Breach.TOO_FEW: JUNE}


days = st.dates(FIRST, DAY)
roles = st.sampled_from(["leader", "deputy", "member"])


@given(st.lists(st.tuples(roles, days, st.none() | days), max_size=6))
def test_since_then_it_was_breached_on_every_day(made: list[tuple[str, date, date | None]]) -> None:
    seats = [Spell(uuid4(), role, since, until) for role, since, until in made]
    found = breached_since(seats, POSTS, RULE, DAY)
    assert set(found) == breaches(seats, POSTS, RULE, DAY)
    for breach, since in found.items():
        for number in range(since.toordinal(), DAY.toordinal() + 1, 7):
            assert breach in breaches(seats, POSTS, RULE, date.fromordinal(number))
