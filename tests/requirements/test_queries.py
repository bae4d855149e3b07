from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from flask import Flask
from sqlalchemy import update

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.org.models import Level
from lms.requirements import duties, queries, rules, standings
from lms.requirements import queries as coverage
from lms.requirements.check import differences
from lms.requirements.duties import Duty
from lms.requirements.models import Standing
from lms.requirements.permissions import CoveragePermission
from lms.training.models import Organiser
from lms.training.operations import plan_class, record_attendances
from tests.cast import AT, Cast
from tests.make import MARCH, a_mark

DAY = date(2026, 11, 24)
AFTERWARDS = datetime(2026, 12, 31, 16, tzinfo=UTC)


def looking_at(cast: Cast, unit: str) -> Actor:
    grant = Grant("t", frozenset({CoveragePermission.READ}), unit_id=cast.units[unit])
    return Actor(None, "t", (grant,))


def the_duty() -> Duty:
    return duties.get_duty(duties.get_year(2026), DAY)


def a_class(cast: Cast, *who: str, on: date = date(2026, 4, 1)) -> None:
    held = plan_class("Lớp", cast.units["province"], held_on=on, hours=4,
                      organiser=Organiser.DEPARTMENT, place="Hội trường")  # fmt: skip
    db.session.flush()
    record_attendances(held, [cast.persons[name] for name in who], by=Actor(None, "t"),
                       at=AFTERWARDS)  # fmt: skip


def test_a_pass_moves_the_figure_at_once(app: Flask, cast: Cast) -> None:
    duty = the_duty()
    before = queries.by_commune(looking_at(cast, "province"), duty, DAY)
    a_mark(cast)
    after = queries.by_commune(looking_at(cast, "province"), duty, DAY)
    rates = [{row.title: row.coverage.rate for row in rows} for rows in (before, after)]
    assert rates == [
        {"Phường Đông Kinh": 0, "Xã Na Sầm": 0},
        {"Phường Đông Kinh": 0, "Xã Na Sầm": Fraction(1, 3)},
    ]


def test_attendances_and_people_stand_side_by_side(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "an")
    a_class(cast, "lan", on=date(2026, 5, 1))
    rows = queries.by_commune(looking_at(cast, "na-sam"), the_duty(), DAY)
    assert [(row.coverage.met, row.coverage.attendances) for row in rows] == [(2, 3)]


def test_recording_a_list_twice_counts_once(app: Flask, cast: Cast) -> None:
    held = plan_class("Lớp", cast.units["na-sam"], held_on=date(2026, 4, 1), hours=4,
                      organiser=Organiser.COMMUNE, place="Nhà văn hóa")  # fmt: skip
    db.session.flush()
    who = [cast.persons["lan"], cast.persons["lan"], cast.persons["an"]]
    counts = [record_attendances(held, who, by=Actor(None, "t"), at=AFTERWARDS) for _ in range(2)]
    assert counts == [2, 0]


def test_an_officer_of_a_commune_counts_only_their_own(app: Flask, cast: Cast) -> None:
    duty = the_duty()
    rows = queries.by_commune(looking_at(cast, "dong-kinh"), duty, DAY)
    assert [row.title for row in rows] == ["Phường Đông Kinh"]
    assert queries.by_team(looking_at(cast, "dong-kinh"), duty, DAY, cast.units["na-sam"]) == []


def test_the_evidence_of_another_year_does_not_count(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", on=date(2025, 12, 31))
    a_mark(cast, at=MARCH + timedelta(days=365))
    rows = queries.by_commune(looking_at(cast, "na-sam"), the_duty(), DAY)
    assert [row.coverage.met for row in rows] == [0]


def test_coverage_of_the_province_is_a_handful_of_queries(
    app: Flask, cast: Cast, queries: object
) -> None:
    duty = the_duty()
    with queries(2):  # type: ignore[operator]
        coverage.by_commune(looking_at(cast, "province"), duty, DAY)


@pytest.mark.parametrize("seed", range(5))
def test_the_projection_equals_a_recount_whatever_happened(
    app: Flask, cast: Cast, seed: int
) -> None:
    chance, people = Random(seed), ["lan", "hung", "an", "khach"]
    for _ in range(12):
        day = date(2026, 1, 2) + timedelta(days=chance.randrange(300))
        if chance.random() < 0.6:
            a_class(cast, *chance.sample(people, chance.randint(1, 4)), on=day)
        else:
            who, module = chance.choice(people), chance.choice(["m0", "m3"])
            a_mark(cast, who, module, right=chance.randint(5, 10),
                   at=AT + timedelta(days=chance.randrange(300)))  # fmt: skip
    year = duties.get_year(2026)
    assert differences(year, DAY) == []
    before = standings.standings(the_duty().version)
    standings.recount(year)
    assert standings.standings(the_duty().version) == before


def test_the_check_finds_what_is_wrong(app: Flask, cast: Cast) -> None:
    a_mark(cast)
    db.session.execute(update(Standing).values(met_on=None))
    found = differences(duties.get_year(2026), DAY)
    assert len(found) == 2
    assert found[0].startswith("bat-buoc: person ")
    assert found[1].startswith("bat-buoc: total: ")


def test_every_map_has_the_same_total(app: Flask, cast: Cast) -> None:
    duty, tung = the_duty(), looking_at(cast, "province")
    sums = {
        (map_day, level): rules.total([
            row.coverage
            for row in queries.by_commune(
                tung, duty, DAY, cast.units["province"], map_day, level
            )
        ])
        for map_day, level in (
            (DAY, Level.COMMUNE), (date(2025, 6, 30), Level.COMMUNE),
            (date(2025, 6, 30), Level.DISTRICT),
        )
    }  # fmt: skip
    assert len(set(sums.values())) == 1
    assert next(iter(sums.values())).members == 4
