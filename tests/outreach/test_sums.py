"""Lines that count once and are corrected by editions; sums that no reorganisation changes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest
from flask import Flask

from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.core.errors import Frozen, Refused
from lms.org.enacting import enact
from lms.org.finding import successors
from lms.org.models import Level
from lms.org.reorganising import plan
from lms.outreach import operations, queries, sums
from lms.outreach.models import VisitEntry
from lms.outreach.months import Month, months_of
from lms.outreach.rules import Figures, Line
from lms.people.models import Team
from tests.cast import Cast

BY, AT = Actor(None, "tests"), datetime(2026, 11, 30, 3, tzinfo=UTC)
TODAY = date(2026, 11, 30)
MONTHS = months_of(2026, TODAY)
LINE = Line(date(2026, 10, 5), "Thôn Nà Pàn", "qr", 12, 2, 3)
HEAD = "old_code,new_code,new_kind,new_name,extent,villages\n"


def team(cast: Cast, name: str) -> Team:
    return db.session.get_one(Team, cast.teams[name])


def a_visit(cast: Cast, name: str = "na-pan", **changes: object) -> VisitEntry:
    visit_id, line = new_id(), replace(LINE, **changes)  # type: ignore[arg-type]
    assert operations.enter_visit(
        team(cast, name), line, visit_id=visit_id, on_paper=False, by=BY, at=AT
    )
    return queries.get_edition(visit_id)


def of(cast: Cast, unit: str, level: Level = Level.COMMUNE) -> sums.Sums:
    return sums.by_unit(cast.units[unit], level, MONTHS)


def month(number: int) -> Month:
    return next(one for one in MONTHS[1:] if one.number == number)


def test_a_visit_sent_twice_counts_once(app: Flask, cast: Cast) -> None:
    visit = a_visit(cast)
    again = replace(LINE, households=99)
    assert not operations.enter_visit(
        team(cast, "na-pan"), again, visit_id=visit.id, on_paper=False, by=BY, at=AT
    )
    assert sums.of_team(cast.teams["na-pan"], MONTHS) == {
        month(10).map_day: Figures(1, 12, 2, 3),
    }
    visit.households = 13
    with pytest.raises(Frozen):
        db.session.flush()
    db.session.rollback()


def test_a_line_is_corrected_by_an_edition_and_struck_with_a_reason(app: Flask, cast: Cast) -> None:
    visit, ours, new = a_visit(cast), team(cast, "na-pan"), new_id()
    right = replace(LINE, households=10, visited_on=date(2026, 9, 30))

    def correct(line: Line, reason: str, visit_id: object = None) -> None:
        operations.correct_visit(
            visit, ours, line, reason, visit_id=visit_id or new_id(), by=BY, at=AT  # type: ignore[arg-type]
        )  # fmt: skip

    for line, reason in ((right, " "), (LINE, "Không đổi"), (replace(LINE, households=0), "Sai")):
        with pytest.raises(Refused):
            correct(line, reason)
    correct(right, "Đếm nhầm", new)
    correct(right, "Đếm nhầm", new)  # sent twice
    with pytest.raises(Refused):  # somebody else still looks at the first edition
        correct(replace(right, households=11), "Sửa lần nữa")
    assert sums.of_team(ours.id, MONTHS) == {month(9).map_day: Figures(1, 10, 2, 3)}
    first, second = queries.editions(visit.id)
    assert (first.correction and first.correction.reason, second.correction) == ("Đếm nhầm", None)
    assert (second.visit.id, second.visit.edition) == (new, 2)
    operations.strike_visit(second.visit, ours, "Ghi hai lần", by=BY, at=AT)
    assert sums.of_team(ours.id, MONTHS) == {}
    assert queries.last_of_team(ours.id) is None


def test_no_visit_before_the_team_was_there(app: Flask, cast: Cast) -> None:
    january = datetime(2025, 7, 15, 3, tzinfo=UTC)
    with pytest.raises(Refused):
        operations.enter_visit(
            team(cast, "na-pan"), replace(LINE, visited_on=date(2025, 6, 30)),
            visit_id=new_id(), on_paper=False, by=BY, at=january,
        )  # fmt: skip


def test_past_months_stay_as_they_were_when_units_are_merged(
    app: Flask, cast: Cast, queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    chance, added = Random(3), Figures()
    for _ in range(30):
        day = date(2026, chance.randint(9, 11), chance.randint(1, 28))
        visit = a_visit(
            cast, chance.choice(("na-pan", "khoi-3")), visited_on=day,
            households=chance.randint(1, 30), products=chance.randint(0, 3),
        )  # fmt: skip
        added += Figures(1, visit.households, visit.products, visit.accounts)
    before = of(cast, "province")
    text = "06124,06124,Phường,Na Sầm Mới,toàn bộ,\n05977,06124,Phường,Na Sầm Mới,toàn bộ,\n"
    found = plan(HEAD + text, date(2026, 11, 15))
    enact(found, "Sắp xếp thử", "Nghị quyết thử", by=BY, at=AT)
    db.session.flush()
    (merged,) = successors(cast.units["na-sam"], TODAY)
    with queries(2):
        after = of(cast, "province")
    november = month(11).map_day
    for name in ("na-sam", "dong-kinh"):
        kept = {day: one for day, one in before[cast.units[name]].items() if day != november}
        assert after[cast.units[name]] == kept
        assert of(cast, name)[cast.units[name]] == kept
    assert after[merged.id] == {
        november: before[cast.units["na-sam"]][november] + before[cast.units["dong-kinh"]][november]
    }
    everything = [figures for by_month in after.values() for figures in by_month.values()]
    assert sum(everything, Figures()) == added
    by_team = sums.by_unit(merged.id, Level.VILLAGE, MONTHS)
    assert set(by_team) == set(cast.teams.values())
    rows = list(sums.Lines.below(merged.id, MONTHS).all())
    assert {row.visit.visited_on.month for row in rows} == {11}
    assert len(rows) == after[merged.id][november].visits
