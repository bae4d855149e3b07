"""Behind every number: the formula, the rule that held, the names it counted."""

from collections.abc import Callable

from flask import Flask

from lms.core.db import db
from lms.requirements import queries
from lms.requirements.rules import State
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY, a_class, looking_at, the_duty


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
