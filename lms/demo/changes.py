"""What happened to the roster of the demo: absences everywhere, a leader replaced in mid-year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import cycle

from lms.core.access import Actor
from lms.core.db import db
from lms.demo.roster import DemoCommune, DemoTeam, Member
from lms.people.models import AbsenceReason, TeamRole
from lms.people.operations.keeping import Entry, change_role, mark_absent

ONE_IN = 80  # members who cannot be reached at present
REASONS = (
    (AbsenceReason.WORKING_AWAY, "Gia đình cho biết đi làm ở Bắc Ninh", 200),
    (AbsenceReason.ILL, "Giấy ra viện, trưởng thôn xác nhận", 90),
    (AbsenceReason.MATERNITY, "Trạm y tế xã xác nhận", 180),
    (AbsenceReason.NO_PHONE, "Điện thoại hỏng, chưa mua lại", 60),
)


def absences(communes: Iterable[DemoCommune], by: Actor, at: datetime, today: date) -> None:
    """Some members everywhere work away, are ill, on leave or without a phone."""
    reasons = cycle(REASONS)
    here = [m for c in communes for m in c.members if m.membership.until is None]
    start = today - timedelta(days=30)
    for member in here[7::ONE_IN]:
        if member.membership.since < start:
            reason, evidence, days = next(reasons)
            entry = Entry(by=by, at=at, on=start, why="Rà soát hằng tháng")
            until = start + timedelta(days=days)
            mark_absent(member.person, reason, entry, until=until, evidence=evidence)


def new_leader(team: DemoTeam, by: Actor, at: datetime, on: date) -> None:
    """The deputy takes over; the leader stays as a member. Both stay on the roster unbroken."""
    leader, deputy = _in_role(team, TeamRole.LEADER), _in_role(team, TeamRole.DEPUTY)
    if leader is None or deputy is None:
        return
    entry = Entry(by=by, at=at, on=on, why="Bầu trưởng thôn mới, biên bản họp thôn")
    change_role(leader.person, TeamRole.MEMBER, entry)
    change_role(deputy.person, TeamRole.LEADER, entry)
    db.session.flush()


def _in_role(team: DemoTeam, role: TeamRole) -> Member | None:
    here = [m for m in team.members if m.membership.until is None and m.membership.role is role]
    return here[0] if here else None
