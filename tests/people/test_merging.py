"""Two entries of one person: proposed with reasons, merged by reference, parted again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from certificates import queries as certificates
from courses import queries as courses
from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.core.errors import Refused
from lms.people import alike, queries
from lms.people.models import Person, PersonMerge, TeamRole
from lms.people.operations import merging
from lms.people.operations.keeping import Entry, Particulars, enter_member, leave
from lms.people.permissions import PeoplePermission
from lms.people.rules import Entry as Line
from lms.people.rules import Likeness, likeness
from lms.requirements import standings
from lms.requirements.check import differences
from lms.requirements.duties import get_duty, get_year
from lms.training import operations as training
from lms.training.models import Organiser
from quizzes.operations import sitting as quizzes
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import an_attempt, answer_all

SignedIn = Callable[[str], Visitor]
AT, DAY = datetime(2026, 6, 1, 3, tzinfo=UTC), date(2026, 6, 1)
EARLY = date(2026, 2, 1)


def entry(cast: Cast, on: date = DAY) -> Entry:
    return Entry(by=cast.actor("hoa"), at=AT, on=on, why="Cùng một người")


def a_double(cast: Cast, on: date = EARLY) -> Person:
    person = enter_member(
        Particulars("Hoàng Thị Lan", 1980), cast.teams["na-pan"], TeamRole.MEMBER, entry(cast, on)
    )
    db.session.flush()
    return person


def keeper(cast: Cast) -> Actor:
    grant = Grant("commune", frozenset({PeoplePermission.ROSTER_KEEP}), cast.units["na-sam"])
    return Actor(cast.persons["hoa"], "Hoa", (grant,))


TEAM, COMMUNE = uuid4(), uuid4()


def line(name: str, year: int | None, phone: str, team: UUID = TEAM) -> Line:
    return Line(uuid4(), name, year, phone, team, COMMUNE)


@pytest.mark.parametrize(
    ("one", "other", "alike_enough"),
    [
        (line("hoang thi lan", 1980, ""), line("hoang thi lan", 1980, ""), True),
        (line("hoang thi lan", None, ""), line("hoang thi lan", 1980, ""), True),
        (line("hoang thi lan", 1980, ""), line("hoang thi lan", 1981, "+1"), False),
        (line("hoang thi lan", 1980, "+1", uuid4()), line("hoang thi lan", 1980, ""), True),
        (line("hoang thi lan", None, "", uuid4()), line("hoang thi lan", 1980, ""), False),
        (line("hoang thi lan", 1980, "+1"), line("vi van an", 1980, "+1"), False),
        (line("hoang lan", 1980, "+1"), line("hoang thi lan", 1980, "+1"), True),
        (line("hoang lan", None, "+1"), line("hoang thi lan", 1980, "+1"), False),
    ],
)
def test_what_makes_two_entries_alike(one: Line, other: Line, alike_enough: bool) -> None:
    assert bool(likeness(one, other)) is alike_enough
    assert likeness(one, other) == likeness(other, one)


def test_a_double_is_proposed_with_reasons_until_answered(app: Flask, cast: Cast) -> None:
    double = a_double(cast)
    (pair,) = alike.pairs(keeper(cast), DAY)[0].rows
    assert {pair.one.person.id, pair.other.person.id} == {cast.persons["lan"], double.id}
    assert {Likeness.NAME, Likeness.BIRTH_YEAR, Likeness.TEAM} <= pair.reasons
    merging.tell_apart(double, cast.person("lan"), entry(cast))
    merging.tell_apart(cast.person("lan"), double, entry(cast))
    db.session.flush()
    assert alike.pairs(keeper(cast), DAY)[1] == 0


def test_all_evidence_of_both_counts_for_the_person_and_a_class_only_once(
    app: Flask, cast: Cast
) -> None:
    double, lan = a_double(cast), cast.person("lan")
    for people in ([double.id], [double.id, lan.id]):
        held = training.plan_class(
            "Lớp", cast.units["na-sam"], held_on=date(2026, 3, 2), hours=3,
            organiser=Organiser.COMMUNE, place="UBND",
        )  # fmt: skip
        db.session.flush()
        training.record_attendances(held, people, by=cast.actor("hoa"), at=AT)
    year = get_year(2026)
    rule = get_duty(year, DAY).rule
    before = standings.tallies(year, rule)
    assert (before[double.id].attendances, before[lan.id].attendances) == (2, 1)
    done = merging.merge(double, lan, entry(cast))
    db.session.flush()
    after = standings.tallies(year, rule)
    assert (after[lan.id].attendances, double.id in after) == (2, False)
    assert differences(year, DAY) == []
    merging.part(done, entry(cast))
    db.session.flush()
    assert standings.tallies(year, rule) == before
    assert differences(year, DAY) == []


def test_the_certificate_of_a_merged_entry_is_the_persons(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast, "an", module="m0")
    answer_all(attempt, right=10)
    quizzes.submit(attempt, by=cast.actor("an"), at=AT)
    db.session.flush()
    an, lan = cast.person("an"), cast.person("lan")
    merging.merge(an, lan, entry(cast))
    db.session.flush()
    (paper,) = certificates.of_person(lan.id)
    assert paper.person_id == an.id  # issued is issued
    (completion,) = courses.completions_of(lan.id, 2026)
    found = courses.find_enrolment(lan.id, cast.modules["m0"], 2026)
    assert found is not None
    assert found.id == completion.enrolment_id


def test_the_roster_of_earlier_days_stays_and_the_longer_time_is_kept(
    app: Flask, cast: Cast
) -> None:
    double, lan = a_double(cast), cast.person("lan")
    done = merging.merge(lan, double, entry(cast))  # the older entry goes into the newer one
    db.session.flush()

    def heads(day: date) -> int:
        return len(db.session.execute(queries.roster(day)).all())

    assert heads(DAY) == heads(date(2026, 5, 31)) - 1
    seat = queries.seat_of(double.id, DAY)
    assert seat is not None
    assert seat.membership.on_roster_since == date(2025, 7, 1)
    merging.part(done, entry(cast, date(2026, 7, 1)))
    db.session.flush()
    seats = [queries.seat_of(person.id, date(2026, 7, 1)) for person in (double, lan)]
    since = [seat.membership.on_roster_since for seat in seats if seat]
    assert since == [EARLY, date(2025, 7, 1)]


def test_a_double_entered_the_same_day_comes_back_whole(app: Flask, cast: Cast) -> None:
    double = a_double(cast, DAY)
    done = merging.merge(double, cast.person("lan"), entry(cast))
    db.session.flush()
    assert queries.seat_of(double.id, DAY) is None
    merging.part(done, entry(cast))
    db.session.flush()
    assert queries.seat_of(double.id, DAY) is not None


def test_a_person_who_left_takes_over_the_seat(app: Flask, cast: Cast) -> None:
    lan = cast.person("lan")
    leave(lan, entry(cast, date(2026, 1, 20)))
    double = a_double(cast)
    done = merging.merge(double, lan, entry(cast))
    db.session.flush()
    assert queries.seat_of(lan.id, DAY) is not None
    merging.part(done, entry(cast))
    db.session.flush()
    assert queries.seat_of(lan.id, DAY) is None
    assert queries.seat_of(double.id, DAY) is not None


def test_chains_and_repeats_are_refused_and_undone_in_order(app: Flask, cast: Cast) -> None:
    first, lan, an = a_double(cast), cast.person("lan"), cast.person("an")
    one = merging.merge(first, lan, entry(cast))
    with pytest.raises(Refused):
        merging.merge(first, lan, entry(cast))
    two = merging.merge(lan, an, entry(cast))
    db.session.flush()
    assert first.same_as_id == an.id
    with pytest.raises(Refused):
        merging.part(one, entry(cast))
    merging.part(two, entry(cast))
    db.session.flush()
    assert (first.same_as_id, lan.same_as_id) == (lan.id, None)
    with pytest.raises(Refused):
        merging.part(two, entry(cast))


def test_staff_are_not_merged(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        merging.merge(cast.person("lan"), cast.person("hoa"), entry(cast))


def test_merging_and_undoing_on_screen(signed_in: SignedIn, cast: Cast) -> None:
    double_id = a_double(cast).id
    hoa = signed_in("hoa")
    assert "trùng họ tên" in hoa.get("/people/likenesses").words
    hoa.send("/people/merges", kept=str(cast.persons["lan"]), merged=str(double_id))
    assert hoa.page.title.startswith("Hoàng Thị Lan")
    assert "Các mục đã gộp vào đây" in hoa.page.words
    assert "Hoàng Thị Lan" in hoa.get(f"/people/persons/{double_id}").title
    hoa.get(f"/people/persons/{cast.persons['lan']}")
    hoa.press("Hoàn tác: đây là hai người")
    kinds = db.session.scalars(select(PersonMerge)).all()
    assert len(kinds) == 2
    hoa.get("/people/likenesses")
    hoa.send("/people/distinctions", kept=str(cast.persons["lan"]), merged=str(double_id))
    assert "Không có mục nào" in hoa.page.words
    hoa.send("/people/merges", 404, kept=str(cast.persons["khach"]), merged=str(double_id))
    hung = signed_in("hung")
    hung.get("/account")
    hung.send("/people/merges", 404, kept=str(cast.persons["lan"]), merged=str(double_id))


def test_either_account_signs_in_as_the_person(signed_in: SignedIn, cast: Cast) -> None:
    merging.merge(cast.person("an"), cast.person("lan"), entry(cast))
    db.session.flush()
    assert "Hoàng Thị Lan" in signed_in("an").get("/account").words
