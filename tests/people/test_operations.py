from datetime import date

import pytest
from flask import Flask

from lms.core.errors import Refused
from lms.people.models import TeamRole
from lms.people.operations.entering import join_team, leave_team
from lms.people.queries import seat_of
from tests.cast import Cast


def test_nobody_is_in_two_teams_at_once(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        join_team(
            cast.persons["lan"], cast.teams["khoi-3"], TeamRole.MEMBER, since=date(2026, 2, 1)
        )


def test_leaving_and_joining_again_keeps_both_times(app: Flask, cast: Cast) -> None:
    lan = cast.persons["lan"]
    seat = seat_of(lan, date(2026, 3, 1))
    assert seat is not None
    leave_team(seat.membership, on=date(2026, 3, 2))
    join_team(lan, cast.teams["khoi-3"], TeamRole.DEPUTY, since=date(2026, 4, 1))
    names = [s.team.name if (s := seat_of(lan, day)) else None
             for day in (date(2026, 3, 1), date(2026, 3, 2), date(2026, 4, 1))]  # fmt: skip
    assert names == ["Tổ CNSCĐ thôn Nà Pàn", None, "Tổ CNSCĐ khối 3"]


def test_a_membership_cannot_end_before_it_began(app: Flask, cast: Cast) -> None:
    seat = seat_of(cast.persons["lan"], date(2026, 3, 1))
    assert seat is not None
    with pytest.raises(Refused):
        leave_team(seat.membership, on=seat.membership.since)
