"""A map of tiles of one size, one a commune: where each stands and how full it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lms.org.official import REORGANISED, tiles
from lms.requirements.queries import CoverageRow

WIDTH = 11  # columns of tiles that flow in order
# A tile's step is how many of these shares its commune has reached.
BOUNDS = (Fraction(1, 2), Fraction(7, 10), Fraction(85, 100), Fraction(1))
LONGEST = 9  # letters of a line on a tile


@dataclass(frozen=True)
class Tile:
    """One commune: its place in the grid, and its step from 1 (least) to 5 (everybody)."""

    row: CoverageRow
    column: int
    line: int
    step: int
    words: tuple[str, ...]


def tiles_of(rows: Sequence[CoverageRow], map_day: date) -> list[Tile]:
    """The tiles of a map; communes without a place in the arrangement flow below it, in order."""
    places = _places(rows, map_day)
    return [
        Tile(row, *places[index], step_of(row.coverage.rate), lines_of(row.title))
        for index, row in enumerate(rows)
    ]


def _places(rows: Sequence[CoverageRow], map_day: date) -> list[tuple[int, int]]:
    known: Mapping[str, tuple[int, int]] = tiles() if map_day >= REORGANISED else {}
    placed = [known.get(row.code or "") for row in rows]
    flow = _flow(max((place[1] + 1 for place in placed if place), default=0))
    return [place or next(flow) for place in placed]


def _flow(first_line: int) -> Iterator[tuple[int, int]]:
    index = 0
    while True:
        yield index % WIDTH, first_line + index // WIDTH
        index += 1


def step_of(rate: Fraction | None) -> int:
    """1 below half, 2 from half, 3 from 70 %, 4 from 85 %, 5 everybody; 5 when nobody is bound."""
    return 1 + sum(rate is None or rate >= bound for bound in BOUNDS)


def lines_of(title: str) -> tuple[str, ...]:
    """The name without its kind, in lines that fit a tile: `Hoàng Văn`, `Thụ`."""
    lines: list[str] = []
    for word in title.split()[1:]:
        if lines and len(lines[-1]) + 1 + len(word) <= LONGEST:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
