"""Years, their duties as dated data, and the pages that set them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.requirements import duties, operations, queries, standings
from lms.requirements.check import differences
from lms.requirements.models import ClosingRule
from lms.requirements.operations import Wording
from lms.requirements.rules import Rule
from tests.cast import AT, Cast
from tests.conftest import Visitor
from tests.make import a_mark
from tests.requirements.test_queries import DAY, a_class, looking_at, the_duty

SignedIn = Callable[[str], Visitor]
BY = Actor(None, "t")
WORDING = Wording("An toàn trên mạng", "Kế hoạch 1", "x")
FORM = {
    "title": "An toàn trên mạng", "modules": "0", "classes": "0", "class_hours": "0",
    "outside_cap": "0", "both_ways": "", "compulsory": "M3",
    "joined_before": "2026-10-01", "due": "2026-11-30", "legal_basis": "Kế hoạch 1",
}  # fmt: skip


def test_a_reporting_year_has_its_own_days_and_no_two_years_overlap(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        operations.open_year(2026, legal_basis="x", by=BY, at=AT)
    decree = ClosingRule.DECREE
    with pytest.raises(Refused):
        operations.open_year(2027, legal_basis="x", by=BY, at=AT, closing_rule=decree)
    operations.open_year(2030, legal_basis="x", by=BY, at=AT, closing_rule=decree)
    found = duties.year_of(date(2029, 12, 20))
    assert found is not None
    assert found.year == 2030


def test_a_change_holds_from_its_day_on_and_leaves_the_past_alone(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan")
    year, old = duties.get_year(2026), the_duty()
    harder = replace(old.rule, classes=2)
    since = date(2026, 9, 1)
    operations.change_requirement(old.requirement, since, harder, WORDING, by=BY, at=AT)
    met = {}
    for day in (date(2026, 8, 31), since):
        duty = duties.get_duty(year, day)
        rows = queries.by_commune(looking_at(cast, "na-sam"), duty, day)
        met[day] = (duty.version.number, rows[0].coverage.met, rows[0].coverage.on_the_way)
    assert met == {date(2026, 8, 31): (1, 1, 0), since: (2, 0, 1)}
    a_class(cast, "lan", on=date(2026, 9, 2))
    assert differences(year, DAY) == []
    assert standings.standings(the_duty().version)[cast.persons["lan"]].met_on == date(2026, 9, 2)
    with pytest.raises(Refused):
        operations.change_requirement(
            old.requirement, date(2026, 8, 1), harder, WORDING, by=BY, at=AT
        )


def test_a_duty_binds_only_its_audience(app: Flask, cast: Cast) -> None:
    year = duties.get_year(2026)
    for changes, bound in (
        ({"roles": ("leader",)}, 1),
        ({"units": (str(cast.units["na-sam"]),)}, 3),
        ({"joined_before": date(2020, 1, 1)}, 0),
    ):
        rule = replace(Rule(due=year.closes, joined_before=date(2026, 10, 1)), **changes)  # type: ignore[arg-type]
        made = operations.add_requirement(year, rule, WORDING, by=BY, at=AT)
        db.session.flush()
        code = next(d.code for d in duties.duties(year, DAY) if d.version.id == made.id)
        duty = duties.get_duty(year, DAY, code)
        assert queries.all_in(looking_at(cast, "province"), duty, DAY).bound == bound
    assert [d.code for d in duties.duties(year, DAY)] == [
        "bat-buoc", "an-toan-tren-mang", "an-toan-tren-mang-2", "an-toan-tren-mang-3",
    ]  # fmt: skip
    assert differences(year, DAY) == []


def test_overdue_begins_the_day_after_the_last_day(app: Flask, cast: Cast) -> None:
    year = duties.get_year(2026)
    rule = Rule(due=date(2026, 6, 30), joined_before=date(2026, 10, 1))
    operations.add_requirement(year, rule, WORDING, by=BY, at=AT)
    found = []
    for day in (date(2026, 6, 30), date(2026, 7, 1)):
        duty = duties.get_duty(year, day, "an-toan-tren-mang")
        found.append(queries.all_in(looking_at(cast, "na-sam"), duty, day))
    assert [(one.due, one.overdue) for one in found] == [(3, 0), (0, 3)]


def test_the_rule_is_read_back_before_it_is_kept(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    tung = signed_in("tung")
    page = tung.get("/requirements/2026/duties/form")
    assert "Đọc lại cho tôi" in page.words
    page = tung.send("/requirements/2026/duties", 200, **{**FORM, "preview": "1"})
    assert "Đến hết ngày 30/11/2026: có nội dung học phần M3." in page.words
    assert "áp dụng cho 4 trong 4 người" in page.words
    page = tung.send("/requirements/2026/duties", 200, **FORM)
    page = tung.get("/requirements/2026")
    assert "An toàn trên mạng" in page.words
    a_mark(cast, "lan", "m3", at=AT)
    db.session.commit()
    page = tung.get("/requirements/2026/coverage?duty=an-toan-tren-mang")
    assert "1 trong 4 người đã được bồi dưỡng" in page.words


@pytest.mark.parametrize(
    ("changes", "words", "status"),
    [
        ({"compulsory": None}, "Hãy yêu cầu ít nhất một lớp", 409),
        ({"modules": "2", "listed": "M3"}, "Số học phần yêu cầu nhiều hơn", 409),
        ({"due": "2027-01-01"}, "Hạn cuối phải nằm trong năm", 409),
        ({"due": "31/31/2026"}, "ví dụ 05/03/2026", 422),
        ({"title": ""}, "Hãy đặt tên", 422),
        ({"modules": "x"}, "0 đến 99", 422),
    ],
)
def test_nonsense_is_told_and_what_was_typed_is_kept(
    signed_in: Callable[[str], Visitor], changes: dict[str, str | None], words: str, status: int
) -> None:
    tung = signed_in("tung")
    typed = {**FORM, "legal_basis": "Kế hoạch của riêng tôi", **changes}
    data = {name: value for name, value in typed.items() if value is not None}
    page = tung.send("/requirements/2026/duties", status, **data)
    assert words in page.words
    assert "Kế hoạch của riêng tôi" in page.html


def test_a_duty_is_changed_and_its_earlier_version_stays_readable(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    tung = signed_in("tung")
    page = tung.get("/requirements/2026/duties/bat-buoc/form")
    assert "Bồi dưỡng hằng năm" in page.html
    data = {
        **FORM, "title": "Bồi dưỡng hằng năm", "classes": "2",
        "since": "2026-11-01", "why": "Kế hoạch mới",
    }  # fmt: skip
    tung.send("/requirements/2026/duties/bat-buoc/versions", 200, **{**data, "preview": "1"})
    tung.send("/requirements/2026/duties/bat-buoc/versions", 200, **data)
    words = tung.get("/requirements/2026").words
    assert "2 lớp" in words
    assert "Bản 1" in words


def test_a_year_is_opened_on_a_page(signed_in: Callable[[str], Visitor]) -> None:
    tung = signed_in("tung")
    assert "2027" in tung.get("/requirements/years/form").html
    data = {"year": "2027", "closing_rule": "calendar", "legal_basis": "Kế hoạch 2027"}
    tung.send("/requirements/years", 200, **data)
    assert "2027" in tung.get("/requirements/years").words
    page = tung.send("/requirements/years", 409, **data)
    assert "đã được mở" in page.words
