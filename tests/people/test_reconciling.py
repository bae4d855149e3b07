"""Opening + joined + moved in − left − moved out − doubles = closing, with the names."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.people.models import TeamRole
from lms.people.operations import keeping, merging
from lms.people.operations.keeping import Entry, Particulars
from lms.people.permissions import PeoplePermission
from lms.people.reconciling import Named, statement
from tests.cast import Cast
from tests.conftest import Visitor

SINCE, UNTIL = date(2026, 1, 1), date(2026, 6, 30)


def officer(cast: Cast, unit: str) -> Actor:
    grant = Grant("t", frozenset({PeoplePermission.ROSTER_READ}), unit_id=cast.units[unit])
    return Actor(None, "t", (grant,))


def on(cast: Cast, month: int) -> Entry:
    at = datetime(2026, month, 1, 3, tzinfo=UTC)
    return Entry(by=cast.actor("hoa"), at=at, on=date(2026, month, 1), why="x")


def names(people: list[Named]) -> list[str]:
    return [one.person.full_name for one in people]


def a_busy_half_year(cast: Cast) -> None:
    team = cast.teams["na-pan"]
    keeping.enter_member(Particulars("Nông Văn Mới"), team, TeamRole.MEMBER, on(cast, 2))
    keeping.leave(cast.person("lan"), on(cast, 3))
    db.session.flush()
    keeping.move(cast.person("khach"), team, TeamRole.MEMBER, on(cast, 4))
    keeping.move(cast.person("hung"), cast.teams["khoi-3"], TeamRole.MEMBER, on(cast, 4))
    db.session.flush()


def test_every_change_stands_in_one_line_with_its_name(app: Flask, cast: Cast) -> None:
    a_busy_half_year(cast)
    found = statement(officer(cast, "na-sam"), SINCE, UNTIL)
    assert (found.opening, found.closing, found.adds_up) == (3, 3, True)
    assert names(found.joined) == ["Nông Văn Mới"]
    assert names(found.moved_in) == ["Vi Thị Khách"]
    assert names(found.left) == ["Hoàng Thị Lan"]
    assert len(found.moved_out) == 1
    whole = statement(officer(cast, "province"), SINCE, UNTIL)
    assert (len(whole.moved_in), len(whole.moved_out), whole.adds_up) == (0, 0, True)


def test_an_entry_found_to_be_a_double_is_no_departure(app: Flask, cast: Cast) -> None:
    merging.merge(cast.person("an"), cast.person("lan"), on(cast, 3))
    db.session.flush()
    found = statement(officer(cast, "na-sam"), SINCE, UNTIL)
    assert names(found.doubles) == ["Lộc Văn Ấn"]
    assert (found.left, found.adds_up) == ([], True)


def test_the_page_stays_within_the_scope(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    a_busy_half_year(cast)
    db.session.commit()
    hoa = signed_in("hoa")
    words = hoa.get("/people/reconciliation?since=2026-01-01&until=2026-06-30").words
    assert "+ 1 vào tổ" in words
    assert "− 1 ra khỏi danh sách" in words
    hoa.get(f"/people/reconciliation?unit={cast.units['dong-kinh']}", 404)
    assert "3 người trong danh sách ngày" in hoa.get("/people/reconciliation?since=x").words
