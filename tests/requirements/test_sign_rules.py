"""The rules of the signs: a table of cases each, and the same signs whatever the order."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.requirements.signs.rules import dates, devices, pace
from lms.requirements.signs.rules.answers import Sheet, likeness, same_answers
from lms.requirements.signs.rules.dates import Claimed, Held, Issued, Met, Register
from lms.requirements.signs.rules.devices import HandedIn, from_one_device
from lms.requirements.signs.rules.pace import Answered, Learnt
from lms.requirements.signs.rules.sign import LIMITS, Kind, Sign, Trace, kind_of
from lms.training.rules import Slot

NINE = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)  # nine o'clock in Việt Nam
DAY = date(2026, 5, 4)


def a(number: int) -> UUID:
    return UUID(int=number)


def handed(number: int, minute: float, person: int | None = None, **more: object) -> HandedIn:
    at = NINE + timedelta(minutes=minute)
    who = a(100 + (number if person is None else person))
    return HandedIn(a(number), who, str(more.pop("device", "d")), at, bool(more.get("helped")))


@pytest.mark.parametrize(
    ("rows", "people"),
    [
        ([], []),
        ([(1, 0), (2, 9), (3, 20)], []),  # three are not enough
        ([(1, 0), (2, 9), (3, 20), (4, 30)], [4]),  # the half hour counts to its end
        ([(1, 0), (2, 9), (3, 20), (4, 31)], []),  # one minute more does not
        ([(1, 0), (2, 9), (3, 20), (4, 31), (5, 32), (6, 33)], [5]),
        ([(n, 5 * n) for n in range(20)], [20]),  # one stretch, as long as it goes on
        ([(n, n) for n in range(4)] + [(n, 100 + n) for n in range(10, 15)], [4, 5]),
    ],
)
def test_many_from_one_device(rows: list[tuple[int, int]], people: list[int]) -> None:
    found = from_one_device([handed(*row) for row in rows])
    assert [dict(sign.figures)["people"] for sign in found] == people


def test_one_person_many_times_and_many_devices_are_no_sign() -> None:
    assert from_one_device([handed(n, n, person=1) for n in range(9)]) == []
    assert from_one_device([handed(n, n, device=f"d{n % 3}") for n in range(9)]) == []


def test_help_on_a_shared_phone_is_no_sign_and_stands_apart() -> None:
    assert from_one_device([handed(n, n, helped=True) for n in range(9)]) == []
    own = [handed(n, 5 * n) for n in range(4)]
    (sign,) = from_one_device([*own, handed(8, 7, helped=True), handed(9, 60, helped=True)])
    assert [trace.subject_id for trace in sign.helped] == [a(8)]
    assert a(108) not in sign.people
    assert dict(sign.figures) == {"people": 4, "minutes": 15, "helped": 1}
    (alone,) = from_one_device(own)
    assert alone.fingerprint == sign.fingerprint


@given(
    st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 6), st.integers(0, 1), st.booleans()),
        max_size=14,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_does_not_matter(
    drawn: list[tuple[int, int, int, bool]], chance: object
) -> None:
    rows = [
        handed(n, minute, person, device=str(device), helped=helped)
        for n, (minute, person, device, helped) in enumerate(drawn)
    ]
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = from_one_device(rows), from_one_device(mixed)
    assert {s.fingerprint: s for s in first} == {s.fingerprint: s for s in second}
    for sign in first:
        assert len(sign.people) >= LIMITS.people
        assert not {t.subject_id for t in sign.traces} & {r.attempt_id for r in rows if r.helped}


@pytest.mark.parametrize(
    ("items", "seconds", "shown"),
    [(10, 35, True), (10, 36, False), (10, 0, True), (5, 15, True), (5, 16, False), (4, 0, False)],
)
def test_answered_fast(items: int, seconds: int, shown: bool) -> None:
    row = Answered(a(1), a(2), NINE, NINE + timedelta(seconds=seconds), items)
    assert bool(pace.answered_fast([row])) is shown


def learnt(seconds: int, *, lessons: int = 8, words: int = 800, **more: datetime) -> Learnt:
    first = more.get("first", NINE)
    last = first + timedelta(seconds=seconds)
    begun, done = more.get("begun", NINE), more.get("done", NINE + timedelta(hours=1))
    return Learnt(a(1), a(2), begun, first, last, done, lessons, words)


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (learnt(104), True),  # seven of eight lessons: 700 words in 105 seconds at the fastest
        (learnt(105), False),
        (learnt(0, lessons=1, words=120), False),  # nobody saw when one lesson was begun
        (Learnt(a(1), a(2), NINE, None, None, NINE, 8, 800), False),
        (Learnt(a(1), a(2), NINE, NINE, NINE, NINE, 0, 0), False),
    ],
)
def test_read_fast(row: Learnt, shown: bool) -> None:
    assert [sign.kind for sign in pace.read_fast([row])] == [Kind.FAST_READING] * shown


def sheet(number: int, answers: str, wrong: str = "", **more: object) -> Sheet:
    """`answers` holds one letter a question, `.` for none; the questions in `wrong` are wrong."""
    given = {a(1000 + place): letter for place, letter in enumerate(answers) if letter != "."}
    at = NINE + timedelta(hours=float(str(more.get("hours", 0))))
    bad = frozenset(a(1000 + int(place)) for place in wrong)
    person, team = int(str(more.get("person", number))), int(str(more.get("team", 1)))
    return Sheet(a(number), a(100 + person), a(200 + team), a(300), at, given, bad,
                 bool(more.get("helped")))  # fmt: skip


ONE = sheet(1, "abcdabcd", "25")


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (sheet(2, "abcdabcd", "25"), True),
        (sheet(2, "abcdabcd", "25", hours=24), True),
        (sheet(2, "abcdabcd", "25", hours=24.1), False),
        (sheet(2, "abcdabcc", "257"), False),  # one answer apart
        (sheet(2, "abcdab..", "25"), True),  # six shared questions
        (sheet(2, "abcda...", "2"), False),  # five
        (sheet(2, "..cdabcd", "25"), True),
        (sheet(2, "abcdabcd", "25", person=1), False),  # the same person again
    ],
)
def test_likeness(other: Sheet, alike: bool) -> None:
    assert (likeness(ONE, other) is not None) is alike
    assert likeness(ONE, other) == likeness(other, ONE)


def test_right_answers_alike_or_one_slip_alike_prove_nothing() -> None:
    assert same_answers([sheet(n, "abcdabcd") for n in range(5)]) == []
    assert same_answers([sheet(n, "abcdabcd", "2") for n in range(5)]) == []


def test_another_team_is_no_sign_and_three_are_one() -> None:
    assert same_answers([ONE, sheet(2, "abcdabcd", "25", team=2)]) == []
    (sign,) = same_answers([ONE, sheet(2, "abcdab..", "25"), sheet(3, "..cdabcd", "25")])
    assert dict(sign.figures) == {"people": 3, "shared": 6, "wrong": 2, "helped": 0}


def test_somebody_helped_is_named_apart_and_alone_no_sign() -> None:
    helped = sheet(2, "abcdabcd", "25", helped=True)
    assert same_answers([ONE, helped]) == []
    (sign,) = same_answers([ONE, helped, sheet(3, "abcdabcd", "25")])
    assert sign.people == (a(101), a(103))
    assert [trace.person_id for trace in sign.helped] == [a(102)]


@given(
    st.lists(
        st.tuples(st.sampled_from(["abcdabcd", "abcdab..", "bbcdabcd"]), st.integers(0, 30)),
        max_size=7,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_sheets_does_not_matter(
    drawn: list[tuple[str, int]], chance: object
) -> None:
    sheets = [sheet(n, text, "25", hours=hours) for n, (text, hours) in enumerate(drawn)]
    mixed = list(sheets)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert {s.fingerprint: s for s in same_answers(sheets)} == {
        s.fingerprint: s for s in same_answers(mixed)
    }


def test_registers_entered_early_and_late() -> None:
    days = (-1, 0, 30, 31, 45)
    entries = [(a(n), NINE + timedelta(days=day)) for n, day in enumerate(days)]
    (early,) = dates.entered_early([Register(a(9), DAY, entries)])
    (late,) = dates.entered_late([Register(a(9), DAY, entries)])
    assert (early.people, late.people) == ((a(0),), (a(3), a(4)))
    assert dict(late.figures) == {"people": 2, "held": DAY, "days": 45}
    assert dates.entered_late([Register(a(9), DAY, entries[1:3])]) == []
    assert dates.entered_early([Register(a(9), DAY, entries[1:])]) == []


def test_the_day_is_that_of_viet_nam() -> None:
    evening = datetime(2026, 5, 3, 18, 0, tzinfo=UTC)  # one in the morning of 4 May there
    assert dates.entered_early([Register(a(9), DAY, [(a(1), evening)])]) == []
    assert dates.claimed_ahead([Claimed(a(1), a(2), DAY, evening)]) == []
    assert len(dates.claimed_ahead([Claimed(a(1), a(2), DAY, evening - timedelta(hours=2))])) == 1


def held(number: int, hour: int | None, place: str, day: date = DAY) -> Held:
    begins = None if hour is None else time(hour)
    return Held(a(number), Slot(day, begins, 4), place)


@pytest.mark.parametrize(
    ("other", "shown"),
    [
        (held(2, 8, "b"), True),
        (held(2, 11, "b"), True),
        (held(2, 12, "b"), False),  # right after it
        (held(2, 8, "a"), False),  # the same hall
        (held(2, None, "b"), False),  # nobody knows when
        (held(2, 8, "b", date(2026, 5, 5)), False),
    ],
)
def test_in_two_places(other: Held, shown: bool) -> None:
    assert bool(dates.apart([held(1, 8, "a"), other])) is shown
    if shown:
        (pair,) = dates.apart([other, held(1, 8, "a")])
        assert dates.in_two_places(pair, [a(8), a(7)]).people == (a(7), a(8))


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        (learnt(600), False),
        (learnt(600, done=NINE + timedelta(minutes=9)), True),
        (learnt(60, begun=NINE + timedelta(hours=2)), True),
    ],
)
def test_before_beginning(row: Learnt, shown: bool) -> None:
    assert bool(dates.before_beginning([row])) is shown


@pytest.mark.parametrize(
    ("issued_after", "issued_on", "completed_on", "shown"),
    [
        (timedelta(), DAY, DAY, False),
        (timedelta(days=3), date(2026, 5, 7), DAY, False),
        (timedelta(minutes=-1), DAY, DAY, True),
        (timedelta(days=3), DAY, DAY, True),  # dated back
        (timedelta(), DAY, date(2026, 5, 5), True),
    ],
)
def test_certificate_days(
    issued_after: timedelta, issued_on: date, completed_on: date, shown: bool
) -> None:
    row = Issued(a(1), a(2), NINE + issued_after, issued_on, NINE, completed_on)
    assert bool(dates.certificate_days([row])) is shown


def test_before_the_roster() -> None:
    assert dates.before_roster([Met(a(1), DAY, DAY)]) == []
    (sign,) = dates.before_roster([Met(a(1), DAY, date(2026, 5, 5))])
    assert sign.people == (a(1),)


def test_a_fingerprint_names_kind_and_facts_and_nothing_else() -> None:
    one, other = Trace(a(1), a(2), NINE), Trace(a(3), a(4), NINE)
    first = Sign(Kind.ONE_DEVICE, DAY, (one, other), (("people", 4),))
    again = Sign(Kind.ONE_DEVICE, date(2027, 1, 1), (other, one), helped=(one,))
    assert first.fingerprint == again.fingerprint
    assert first.fingerprint.startswith("one-device-")
    assert kind_of(first.fingerprint) is Kind.ONE_DEVICE
    assert kind_of("nonsense") is None
    for different in (
        Sign(Kind.SAME_ANSWERS, DAY, (one, other)),
        Sign(Kind.ONE_DEVICE, DAY, (one,)),
    ):
        assert different.fingerprint != first.fingerprint


def test_a_register_of_ones_own() -> None:
    assert dates.own_register(a(1), DAY, a(2), NINE).people == (a(2),)
    assert devices.from_one_device([]) == []
