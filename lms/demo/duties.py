"""What the years of the demo ask for beyond the yearly duty, and what was asked of the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.db import db
from lms.demo.roster import DemoCommune, Member
from lms.requirements import cases, duties
from lms.requirements.models import ClaimSource, DispensationKind, TrainingYear
from lms.requirements.operations import Wording, add_requirement, change_requirement
from lms.requirements.rules import Rule

LEGAL_BASIS = "Kế hoạch bồi dưỡng Tổ công nghệ số cộng đồng tỉnh Lạng Sơn năm {year}"
ONE_IN = 90  # members who learnt something elsewhere
COURSES = (
    (ClaimSource.NATIONAL, "Kỹ năng số cho Tổ công nghệ số cộng đồng", "Giấy xác nhận trực tuyến"),
    (ClaimSource.YOUTH_UNION, "Thanh niên chuyển đổi số", "Danh sách do Đoàn xã gửi"),
    (ClaimSource.TELECOM, "Thanh toán không dùng tiền mặt", "Ảnh màn hình khóa học"),
    (ClaimSource.PAPER, "Tập huấn chuyển đổi số cấp tỉnh", "Giấy chứng nhận bản giấy"),
)


def set_duties(
    year: TrainingYear, by: Actor, at: datetime, *, basis: str = LEGAL_BASIS,
    joined_before: date | None = None,
) -> None:  # fmt: skip
    """Two outside courses may stand in; everybody learns safety; leaders learn two modules."""
    basis = basis.format(year=year.year)
    main = duties.get_duty(year, year.opens)
    bound = joined_before or main.rule.joined_before
    rule = Rule(**{**vars(main.rule), "outside_cap": 2, "joined_before": bound})
    change_requirement(
        main.requirement,
        year.opens,
        rule,
        Wording(_("Yearly training"), main.version.legal_basis, basis),
        by=by,
        at=at,
    )
    safety = Rule(year.closes, bound, classes=0, modules=0, compulsory=("M7",))
    add_requirement(year, safety, Wording("An toàn trên mạng (M7)", basis), by=by, at=at)
    leaders = Rule(
        due=date(year.year, 10, 31),
        joined_before=joined_before or date(year.year, 7, 1),
        classes=0,
        modules=2,
        roles=("leader", "deputy"),
    )
    add_requirement(year, leaders, Wording("Tổ trưởng, tổ phó: 2 học phần", basis), by=by, at=at)


def ask_and_decide(
    communes: Sequence[DemoCommune], asker: Actor, decider: Actor, at: datetime, today: date
) -> None:
    """Outside courses, exemptions and more time: most decided, some waiting."""
    here = [m for c in communes for m in c.members if m.membership.until is None]
    for number, member in enumerate(here[3::ONE_IN]):
        _claim(number, member, asker, decider, at, today)
    for number, member in enumerate(here[11 :: 4 * ONE_IN]):
        _dispense(number, member, asker, decider, at, today)


def _claim(
    number: int, member: Member, asker: Actor, decider: Actor, at: datetime, today: date
) -> None:
    source, title, note = COURSES[number % len(COURSES)]
    day = max(date(today.year, 1, 1), today - timedelta(days=7 + number % 200))
    learnt = cases.Learnt(source, title, "", day, 240, note)
    row = cases.claim(member.person, learnt, by=asker, at=at)
    db.session.flush()
    if number % 4:
        granted = number % 7 != 1
        reason = "" if granted else "Không có giấy xác nhận"
        cases.decide(row, granted=granted, reason=reason, by=decider, at=at)


def _dispense(
    number: int, member: Member, asker: Actor, decider: Actor, at: datetime, today: date
) -> None:
    year = duties.get_year(today.year)
    asked = cases.Asked(year.opens, None, "Điều trị dài ngày")
    duty, kind = duties.get_duty(year, today), DispensationKind.EXEMPTION
    row = cases.ask_dispensation(member.person, duty, kind, asked, by=asker, at=at)
    db.session.flush()
    if number % 3:
        cases.decide(row, granted=True, reason="", by=decider, at=at)
