"""Behind every number: the formula, the rule that held, the names it counted."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask

from lms.core.db import db
from lms.people.account_models import Assistance
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry
from lms.requirements import queries
from lms.requirements.rules import State
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark
from tests.requirements.test_queries import AFTERWARDS, DAY, a_class, looking_at, the_duty


def test_the_names_are_as_many_as_the_figure_says(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "khach")
    for unit in ("province", "na-sam"):
        actor = looking_at(cast, unit)
        total = queries.all_in(actor, the_duty(), DAY)
        for state in State:
            ids = queries.people_in(actor, the_duty(), DAY, cast.units[unit], DAY, {state})
            assert len(ids) == getattr(total, state.value), (unit, state)


def test_the_page_shows_formula_rule_and_names(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan", "khach")
    db.session.commit()
    tung = signed_in("tung")
    page = tung.get(tung.get("/requirements/2026/coverage").link("Số này tính thế nào?"))
    assert "= 2 ÷ 4 = 50,0%" in page.words.replace(" %", "%")
    assert "bản 1 của quy định" in page.words
    assert "Chưa bồi dưỡng: 2 người" in page.words
    page = tung.get("/requirements/2026/explanation?state=met")
    assert "Vi Thị Khách" in page.words
    hoa = signed_in("hoa").get("/requirements/2026/explanation?state=met")
    assert "Hoàng Thị Lan" in hoa.words
    assert "Vi Thị Khách" not in hoa.words
    assert "Chưa bồi dưỡng: 2" in tung.get("/requirements/2026/explanation?state=x").words


def test_every_number_of_the_table_leads_to_as_many_names(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan", "khach")
    a_class(cast, "lan", on=date(2026, 5, 1))
    db.session.commit()
    tung = signed_in("tung")
    for unit in ("province", "na-sam"):
        page = tung.get(f"/requirements/2026/coverage?unit={cast.units[unit]}")
        cells = re.findall(r'<td class="numeric"[^>]*><a href="([^"]+)">([^<]+)', page.html)
        assert len(cells) >= 14
        for address, number in ((one, shown.strip()) for one, shown in cells):
            words = tung.get(address.replace("&amp;", "&")).words
            figure = address.split("figure=")[1]
            if figure == "rate":
                assert f"= {number}" in words
            elif figure in {"attendances", "completions"}:
                assert f": {number} lượt, của" in words, figure
            else:
                assert f": {number} người" in words, figure


def test_attendances_and_people_stand_side_by_side(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan", "khach")
    a_class(cast, "lan", on=date(2026, 5, 1))
    db.session.commit()
    page = signed_in("tung").get("/requirements/2026/explanation?figure=attendances")
    assert "Lượt dự lớp: 3 lượt, của 2 người" in page.words
    assert "Lớp, 01/05/2026, 4 giờ" in page.words
    page = signed_in("tung").get("/requirements/2026/explanation?figure=hours")
    assert "Giờ-người 12" in page.words


def test_what_was_done_with_help_is_shown_apart(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_mark(cast, "lan")
    a_mark(cast, "an")
    hour = timedelta(hours=1)
    db.session.add(
        Assistance(
            person_id=cast.persons["lan"], helper_id=cast.persons["hung"], helper_name="H",
            started_at=MARCH - hour, ended_at=MARCH + hour,
        )
    )  # fmt: skip
    db.session.commit()
    page = signed_in("hoa").get("/requirements/2026/explanation?figure=assisted")
    assert "Lượt học phần đạt khi có người giúp: 1 lượt, của 1 người" in page.words
    assert "Hoàng Thị Lan M0, 01/03/2026" in page.words
    assert "Lượt học phần đã đạt 2" in page.words


def test_people_who_left_stay_counted_apart(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan")
    entry = Entry(by=cast.actor("hoa"), at=AFTERWARDS, on=date(2026, 6, 1), why="x")
    keeping.leave(cast.person("lan"), entry)
    db.session.commit()
    left = "Lượt dự của người đã ra khỏi danh sách: không tính cho đơn vị nào 1"
    assert left in signed_in("tung").get("/requirements/2026/explanation").words
    assert left not in signed_in("hoa").get("/requirements/2026/explanation").words


def test_a_group_is_named_and_can_be_left(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    hoa = signed_in("hoa")
    page = hoa.get("/requirements/2026/explanation?figure=members&sex=female&role=member&post=none")
    assert "Chỉ tính: Thành viên." in page.words
    assert "Trong danh sách: 1 người" in page.words
    assert "Trong danh sách: 3 người" in hoa.get(page.link("Tất cả của Xã Na Sầm")).words
    team = cast.teams["khoi-3"]
    hoa.get(f"/requirements/2026/explanation?team={team}", 404)
