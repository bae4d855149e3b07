"""The tallies of teams and communes follow every fact, and are never believed past their time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import delete, update

from lms.core.access import Actor, Grant
from lms.core.db import db, transaction
from lms.org.enacting import enact, undo
from lms.org.models import Level, Placement, Unit
from lms.org.operations import found_unit
from lms.org.reorganising import plan
from lms.people.models import AbsenceReason, TeamRole
from lms.people.operations import keeping
from lms.people.operations.entering import found_team, grant_role, join_team
from lms.people.operations.keeping import Entry
from lms.requirements import cases, duties, queries, rules, standings, sums, tallies
from lms.requirements.check import differences
from lms.requirements.duties import Duty
from lms.requirements.models import (
    CommuneTally,
    DispensationKind,
    Standing,
    TalliedVersion,
    TeamTally,
)
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import Coverage
from lms.training.models import Organiser
from lms.training.operations import plan_class, record_attendances
from tests.cast import BEFORE, Cast, enter_cast
from tests.conftest import Visitor

DAY = date(2026, 11, 24)
MORNING = datetime(2026, 11, 24, 2, tzinfo=UTC)
HEADINGS = "old_code,new_code,new_kind,new_name,extent,villages\n"


@pytest.fixture
def counted(app: Flask, cast: Cast, at: Callable[[datetime], None]) -> Cast:
    """The cast in the morning of the day, with every team counted."""
    at(MORNING)
    tallies.build(duties.get_year(2026), DAY)
    return cast


def the_duty(day: date = DAY) -> Duty:
    return duties.get_duty(duties.get_year(2026), day)


def reading(unit_id: object) -> Actor:
    grant = Grant("t", frozenset({CoveragePermission.READ}), unit_id=unit_id)  # type: ignore[arg-type]
    return Actor(None, "t", (grant,))


def from_tallies(cast: Cast, unit: str, day: date = DAY) -> Coverage:
    """The coverage of a unit as the tallies have it; fails when they cannot say."""
    unit_id = cast.units[unit]
    found = sums.fresh(reading(unit_id), the_duty(day), day, unit_id)
    assert found is not None
    return rules.total(sums.by_unit(found, unit_id, Level.COMMUNE).values())


def entry(cast: Cast, on: date = DAY) -> Entry:
    return Entry(by=cast.actor("hoa"), at=MORNING, on=on, why="x")


def a_class(cast: Cast, *who: str) -> None:
    held = plan_class("Lớp", cast.units["province"], held_on=date(2026, 4, 1), hours=4,
                      organiser=Organiser.DEPARTMENT, place="x")  # fmt: skip
    db.session.flush()
    ids = [cast.persons[one] for one in who]
    record_attendances(held, ids, by=Actor(None, "t"), at=MORNING)


def test_an_attendance_moves_team_commune_and_day(app: Flask, counted: Cast) -> None:
    assert from_tallies(counted, "na-sam").met == 0
    a_class(counted, "lan", "an")
    assert (from_tallies(counted, "na-sam").met, from_tallies(counted, "dong-kinh").met) == (2, 0)
    unit = counted.units["na-sam"]
    teams = queries.by_team(reading(unit), the_duty(), DAY, unit)
    assert [(row.title, row.coverage.met) for row in teams] == [("Tổ CNSCĐ thôn Nà Pàn", 2)]
    assert queries.met_days(reading(unit), the_duty(), DAY, unit, DAY) == {date(2026, 4, 1): 2}
    assert differences(duties.get_year(2026), DAY) == []


def test_rosters_and_absences_move_them(app: Flask, counted: Cast) -> None:
    keeping.leave(counted.person("an"), entry(counted))
    assert from_tallies(counted, "na-sam").members == 2
    team = counted.teams["na-pan"]
    keeping.come_back(counted.person("an"), team, TeamRole.MEMBER, entry(counted))
    keeping.mark_absent(
        counted.person("lan"), AbsenceReason.ILL, entry(counted), until=None, evidence="x"
    )
    found = from_tallies(counted, "na-sam")
    assert (found.members, found.unreachable) == (3, 1)


def test_a_decision_moves_them(app: Flask, counted: Cast) -> None:
    asked = cases.Asked(date(2026, 1, 1), None, "ốm dài ngày")
    row = cases.ask_dispensation(
        counted.person("lan"), the_duty(), DispensationKind.EXEMPTION, asked,
        by=counted.actor("hoa"), at=MORNING,
    )  # fmt: skip
    assert from_tallies(counted, "na-sam").exempt == 0
    cases.decide(row, granted=True, reason="", by=counted.actor("tung"), at=MORNING)
    assert from_tallies(counted, "na-sam").exempt == 1


def test_a_reorganisation_and_its_undo_move_them(app: Flask, counted: Cast) -> None:
    merged = plan(
        HEADINGS + "06124,06124,Phường,Mới,toàn bộ,\n05977,06124,Phường,Mới,toàn bộ,\n", DAY
    )
    done = enact(merged, "Thử", "Thử", by=Actor(None, "t"), at=MORNING)
    province = counted.units["province"]
    lines = queries.by_commune(reading(province), the_duty(), DAY, province)
    assert [(row.title, row.coverage.members) for row in lines] == [("Phường Mới", 4)]
    assert differences(duties.get_year(2026), DAY) == []
    undo(done, by=Actor(None, "t"), at=MORNING)
    members = [from_tallies(counted, unit).members for unit in ("na-sam", "dong-kinh")]
    assert members == [3, 1]
    assert differences(duties.get_year(2026), DAY) == []


def absent_until_tomorrow(cast: Cast) -> date:
    tomorrow = DAY + timedelta(days=1)
    keeping.mark_absent(
        cast.person("lan"), AbsenceReason.ILL, entry(cast), until=tomorrow, evidence="x"
    )
    tallies.settle()
    return tomorrow


def test_what_time_changed_is_put_right_while_reading(
    app: Flask, counted: Cast, at: Callable[[datetime], None]
) -> None:
    tomorrow = absent_until_tomorrow(counted)
    assert from_tallies(counted, "na-sam").unreachable == 1
    at(MORNING + timedelta(days=1))
    assert from_tallies(counted, "na-sam", tomorrow).unreachable == 0
    unit = counted.units["na-sam"]
    (team,) = queries.by_team(reading(unit), the_duty(), tomorrow, unit)
    assert team.coverage == from_tallies(counted, "na-sam", tomorrow)
    assert tallies.roll(tomorrow) == 1
    assert tallies.roll(tomorrow) == 0
    assert from_tallies(counted, "na-sam", tomorrow).unreachable == 0
    assert differences(duties.get_year(2026), tomorrow) == []


def test_when_too_much_is_old_the_people_are_asked(
    app: Flask, counted: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    tomorrow = absent_until_tomorrow(counted)
    monkeypatch.setattr(sums, "AT_MOST", 0)
    unit = counted.units["na-sam"]
    assert sums.fresh(reading(unit), the_duty(), tomorrow, unit) is None
    (row,) = queries.by_commune(reading(unit), the_duty(), tomorrow, unit)
    assert row.coverage.unreachable == 0


def test_tallies_of_a_later_day_are_not_believed(app: Flask, counted: Cast) -> None:
    unit, before = counted.units["na-sam"], DAY - timedelta(days=1)
    assert sums.fresh(reading(unit), the_duty(), before, unit) is None


def test_without_tallies_the_figures_are_right_and_roll_builds_them(
    app: Flask, counted: Cast
) -> None:
    db.session.execute(delete(TalliedVersion))
    a_class(counted, "lan")
    unit = counted.units["na-sam"]
    (row,) = queries.by_commune(reading(unit), the_duty(), DAY, unit)
    assert row.coverage.met == 1
    tallies.roll(DAY)
    assert from_tallies(counted, "na-sam") == row.coverage


def test_the_check_finds_a_wrong_tally(app: Flask, counted: Cast) -> None:
    tallies.settle()
    db.session.execute(update(TeamTally).where(TeamTally.attendances == 0).values(attendances=7))
    db.session.execute(update(CommuneTally).values(minutes=1))
    kinds = {line.split()[1] for line in differences(duties.get_year(2026), DAY)}
    assert kinds == {"team", "commune"}
    standings.recount(duties.get_year(2026))
    assert differences(duties.get_year(2026), DAY) == []


def test_whoever_sees_nothing_of_a_unit_gets_nothing_from_its_tallies(
    app: Flask, counted: Cast
) -> None:
    other = reading(counted.units["dong-kinh"])
    assert sums.fresh(other, the_duty(), DAY, counted.units["na-sam"]) is None
    assert queries.by_commune(other, the_duty(), DAY, counted.units["na-sam"]) == []


def test_a_savepoint_given_up_leaves_what_was_touched_before(app: Flask, counted: Cast) -> None:
    a_class(counted, "lan")
    savepoint = db.session.begin_nested()
    keeping.leave(counted.person("an"), entry(counted))
    savepoint.rollback()
    assert (from_tallies(counted, "na-sam").met, from_tallies(counted, "na-sam").members) == (1, 3)
    assert differences(duties.get_year(2026), DAY) == []


def a_nation(cast: Cast) -> Unit:
    """A unit above the province of the cast and another one with a commune and a team."""
    nation = found_unit(Level.NATION, "Cả", "nước", since=BEFORE)
    db.session.add(Placement(unit_id=cast.units["province"], parent_id=nation.id, since=BEFORE))
    province = found_unit(Level.PROVINCE, "Tỉnh", "Khác", since=BEFORE, parent=nation, code="99")
    commune = found_unit(Level.COMMUNE, "Xã", "Khác", since=BEFORE, parent=province, code="99999")
    village = found_unit(Level.VILLAGE, "Thôn", "Khác", since=BEFORE, parent=commune)
    team = found_team("Tổ khác", village.id, since=BEFORE)
    db.session.flush()
    join_team(cast.persons["minh"], team.id, TeamRole.LEADER, since=BEFORE)
    db.session.flush()
    return nation


def test_the_page_of_the_nation_has_a_line_for_each_province(
    app: Flask, counted: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    nation = a_nation(counted)
    grant_role(counted.persons["quantri"], "auditor", nation.id, since=BEFORE,
               by=Actor(None, "t"), at=MORNING)  # fmt: skip
    a_class(counted, "lan", "minh")
    db.session.commit()
    visitor = signed_in("quantri")
    page = visitor.get("/requirements/2026/coverage?sort=name")
    assert page.words.index("Tỉnh Khác") < page.words.index("Tỉnh Lạng Sơn")
    assert "Theo tỉnh, thành phố" in page.words
    assert "2 trong 5 người" in page.words
    assert "Tỉnh Khác" in visitor.get("/requirements/2026/pace").words
    other = db.session.query(Placement.unit_id).where(Placement.parent_id == nation.id).all()
    for (unit_id,) in other:
        assert "Theo xã" in visitor.get(f"/requirements/2026/coverage?unit={unit_id}").words
    slow = queries._counted_by_unit(
        reading(nation.id), the_duty(), DAY, nation.id, DAY, Level.PROVINCE
    )
    lines = queries.by_commune(reading(nation.id), the_duty(), DAY, nation.id, DAY, Level.PROVINCE)
    assert {row.id: row.coverage for row in lines} == slow


def test_the_page_asks_the_same_few_questions_however_many_people(
    app: Flask, counted: Cast, queries: Callable[[int], object]
) -> None:
    unit = counted.units["province"]
    tallies.settle()
    actor, duty = reading(unit), the_duty()
    with queries(7):  # type: ignore[attr-defined]
        found = sums.fresh(actor, duty, DAY, unit)
        assert found is not None
        sums.by_unit(found, unit, Level.COMMUNE)
        sums.met_days(found, unit)


def test_many_facts_of_one_transaction_are_counted_once(
    app: Flask, counted: Cast, queries: Callable[[int], object]
) -> None:
    for _ in range(3):
        a_class(counted, "lan", "an", "hung")
    with queries(30):  # type: ignore[attr-defined]
        tallies.settle()
    assert from_tallies(counted, "na-sam").attendances == 9


@pytest.mark.parametrize("own_kind", ["postgresql"])
def test_two_facts_of_one_team_at_once_both_count(migrated: Flask) -> None:
    with migrated.app_context(), transaction():
        cast = enter_cast()
    ready = Barrier(2)

    def attends(who: str) -> None:
        with migrated.app_context(), transaction():
            a_class(cast, who)
            ready.wait(20)  # both have entered their fact, neither has counted

    both = [Thread(target=attends, args=(who,)) for who in ("lan", "an")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    with migrated.app_context():
        year = duties.get_year(2026)
        today = tallies.today()
        kept = db.session.query(CommuneTally.met).all()
        assert sorted(met for (met,) in kept if met) == [2]
        assert db.session.query(Standing).count() == 2
        assert differences(year, duties.counted_on(year, today)) == []
        db.session.remove()
