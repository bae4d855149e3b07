"""The yearly review: teams are looked through, a commune hands in, the department decides."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.audit import AuditEvent
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Refused
from lms.people import reviews
from lms.people.models import ReviewStage, Team, TeamRole
from lms.people.operations import keeping, reviewing
from lms.people.operations.keeping import Entry
from lms.people.permissions import PeoplePermission
from tests.cast import Cast
from tests.conftest import Visitor

AT = datetime(2026, 11, 2, 3, tzinfo=UTC)
YEAR = 2026
SignedIn = Callable[[str], Visitor]


def looked_through(cast: Cast) -> None:
    team = db.session.get_one(Team, cast.teams["na-pan"])
    reviewing.confirm_team(team, cast.units["na-sam"], YEAR, "Đủ", by=cast.actor("hoa"), at=AT)
    db.session.flush()


def handed_in(cast: Cast) -> None:
    looked_through(cast)
    reviewing.hand_in(cast.units["na-sam"], "Xã Na Sầm", YEAR, by=cast.actor("hoa"), at=AT)
    db.session.flush()


def decided(cast: Cast, *, accept: bool, reason: str = "") -> None:
    reviewing.decide(
        cast.units["na-sam"], "Xã Na Sầm", YEAR,
        accept=accept, reason=reason, by=cast.actor("tung"), at=AT,
    )  # fmt: skip
    db.session.flush()


def test_a_team_is_confirmed_with_its_size(app: Flask, cast: Cast) -> None:
    looked_through(cast)
    (one,) = reviews.teams(cast.units["na-sam"], YEAR, AT.date())
    assert one.review is not None
    assert (one.review.members, one.members, one.review.by_name) == (3, 3, "Đặng Thị Hoa")


def test_a_new_role_is_no_departure(app: Flask, cast: Cast) -> None:
    entry = Entry(by=cast.actor("hoa"), at=AT, on=date(2026, 4, 1))
    keeping.change_role(cast.person("lan"), TeamRole.DEPUTY, entry)
    keeping.leave(cast.person("an"), entry)
    db.session.flush()
    (one,) = reviews.teams(cast.units["na-sam"], YEAR, AT.date())
    assert (one.members, one.joined, one.left) == (2, 0, 1)


def test_a_commune_hands_in_only_when_every_team_was_looked_through(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        reviewing.hand_in(cast.units["na-sam"], "", YEAR, by=cast.actor("hoa"), at=AT)
    handed_in(cast)
    assert reviews.stage_of(cast.units["na-sam"], YEAR) is ReviewStage.HANDED_IN
    with pytest.raises(Refused):
        looked_through(cast)
    with pytest.raises(Refused):
        reviewing.hand_in(cast.units["na-sam"], "", YEAR, by=cast.actor("hoa"), at=AT)


def test_what_was_returned_is_open_again_and_every_step_is_kept(app: Flask, cast: Cast) -> None:
    handed_in(cast)
    with pytest.raises(Refused):
        decided(cast, accept=False, reason=" ")
    decided(cast, accept=False, reason="Thiếu tổ phó")
    handed_in(cast)
    decided(cast, accept=True)
    stages = [step.stage for step in reviews.steps_of(cast.units["na-sam"], YEAR)]
    assert stages == [
        ReviewStage.ACCEPTED, ReviewStage.HANDED_IN, ReviewStage.RETURNED, ReviewStage.HANDED_IN,
    ]  # fmt: skip
    with pytest.raises(Refused):
        decided(cast, accept=True)


def test_the_overview_counts_each_commune(app: Flask, cast: Cast) -> None:
    looked_through(cast)
    grant = Grant(
        "department",
        frozenset({PeoplePermission.ROSTER_READ}),
        unit_id=cast.units["province"],
    )
    actor = Actor(cast.persons["tung"], "Tùng", (grant,))
    rows = {row.unit.title: row for row in reviews.communes(actor, YEAR, AT.date())}
    assert {t: (r.teams, r.confirmed) for t, r in rows.items()} == {
        "Xã Na Sầm": (1, 1),
        "Phường Đông Kinh": (1, 0),
    }


def test_from_the_team_to_the_departments_acceptance_on_screen(
    signed_in: SignedIn, cast: Cast
) -> None:
    year = today().year
    hoa, tung = signed_in("hoa"), signed_in("tung")
    page = hoa.get(f"/people/reviews/{year}")  # one commune: straight to it
    assert "Xã Na Sầm" in page.title
    address = f"/people/reviews/{year}/communes/{cast.units['na-sam']}"
    hoa.send(f"{address}/hand-ins", 409)
    page = hoa.send(f"/people/reviews/{year}/teams/{cast.teams['na-pan']}/confirmations")
    assert "Đã rà soát xong mọi tổ" in page.words
    assert "Đã gửi, chờ Sở xem" in hoa.press("Gửi lên Sở").words
    hoa.send(f"{address}/decisions", 404, decision="accepted")  # not hers to decide
    assert "Đã gửi" in tung.get(f"/people/reviews/{year}").words
    tung.get(address)
    assert "xã cần sửa điều gì" in tung.send(f"{address}/decisions", 422, decision="returned").words
    page = tung.send(f"{address}/decisions", decision="returned", reason="Thiếu tổ phó")
    assert "Sở trả lại: Thiếu tổ phó" in page.words
    hoa.get(address)
    hoa.press("Gửi lên Sở")
    tung.get(address)
    assert "Sở đã chấp nhận" in tung.send(f"{address}/decisions", decision="accepted").words
    actions = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.action.like("review.%"))
    ).all()
    assert sorted(actions) == [
        "review.accepted", "review.handed_in", "review.handed_in", "review.returned",
    ]  # fmt: skip


def test_nobody_reviews_another_commune_or_another_year(signed_in: SignedIn, cast: Cast) -> None:
    year = today().year
    hoa = signed_in("hoa")
    hoa.get("/account")
    hoa.get(f"/people/reviews/{year}/communes/{cast.units['dong-kinh']}", 404)
    hoa.send(f"/people/reviews/{year}/teams/{cast.teams['khoi-3']}/confirmations", 404)
    hoa.send(f"/people/reviews/{year - 1}/teams/{cast.teams['na-pan']}/confirmations", 404)
    hung = signed_in("hung")
    hung.get(f"/people/reviews/{year}")
    hung.send(f"/people/reviews/{year}/teams/{cast.teams['na-pan']}/confirmations", 404)
