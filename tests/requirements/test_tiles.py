"""A map of tiles: every commune has its own place, its step, its link, and a table beside it."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest

from lms.core.db import db
from lms.org.official import new_units, tiles
from lms.requirements.queries import CoverageRow
from lms.requirements.rules import Coverage
from lms.requirements.tiles import WIDTH, lines_of, step_of, tiles_of
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import a_class

PAGE = "/requirements/2026/tiles"
TODAY = date(2026, 11, 24)


def row(title: str, code: str | None, met: int = 1, due: int = 0) -> CoverageRow:
    return CoverageRow(uuid4(), title, title, code, Coverage(met=met, due=due))


def test_every_commune_has_a_place_of_its_own() -> None:
    places = tiles()
    assert places.keys() == {unit.code for unit in new_units()}
    assert len(set(places.values())) == 65
    assert max(column for column, _row in places.values()) < WIDTH


def test_neighbours_stand_where_they_lie() -> None:
    places = {unit.name: tiles()[unit.code] for unit in new_units()}
    assert places["Quốc Khánh"][1] < places["Na Sầm"][1] < places["Hữu Lũng"][1]  # north to south
    assert places["Bắc Sơn"][0] < places["Văn Quan"][0] < places["Lộc Bình"][0]  # west to east


def test_communes_without_a_place_flow_below_in_order() -> None:
    known = row("Xã Na Sầm", "06124")
    others = [row(f"Xã {n}", f"9{n}") for n in range(13)]
    found = tiles_of([known, *others], TODAY)
    assert (found[0].column, found[0].line) == tiles()["06124"]
    flow = [(one.column, one.line) for one in found[1:]]
    first = found[0].line + 1
    assert flow[:2] == [(0, first), (1, first)]
    assert flow[WIDTH] == (0, first + 1)


def test_an_earlier_map_takes_no_places_from_codes_used_again() -> None:
    found = tiles_of([row("Phường Vĩnh Trại", "05977")], date(2025, 6, 30))
    assert (found[0].column, found[0].line) == (0, 0)


@pytest.mark.parametrize(
    ("rate", "step"),
    [(None, 5), (Fraction(0), 1), (Fraction(1, 2), 2), (Fraction(7, 10), 3),
     (Fraction(85, 100), 4), (Fraction(999, 1000), 4), (Fraction(1), 5)],
)  # fmt: skip
def test_steps_of_a_share(rate: Fraction | None, step: int) -> None:
    assert step_of(rate) == step


def test_a_name_is_broken_to_fit() -> None:
    assert lines_of("Xã Hoàng Văn Thụ") == ("Hoàng Văn", "Thụ")
    assert lines_of("Phường Kỳ Lừa") == ("Kỳ Lừa",)


def test_the_page_says_in_words_what_a_tile_shows(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    page = tung.get(tung.get("/requirements/2026/coverage").link("Bản đồ ô"))
    labels = {a["aria-label"]: a["href"] for a in page.all("a") if "aria-label" in a}
    label = "Xã Na Sầm: 33,3%, còn 2 người"
    assert f"unit={cast.units['na-sam']}" in labels[label]
    assert "Xã Na Sầm 2 33,3% 1 3" in page.words
    tung.get(f"{PAGE}?map=2025-06-30")
    tung.get(f"{PAGE}?unit={cast.units['na-sam']}", 404)
    signed_in("hoa").get(PAGE, 404)
    assert "Tổ CNSCĐ thôn Nà Pàn" in signed_in("hung").get(PAGE).title
