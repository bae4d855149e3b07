"""The lines of a sealed package and how they stand in CSV. Pure.

Nothing in a line depends on the database it came from: people, teams and classes are numbered in
the order of their contents, units are named by their official codes, rules by the codes of units.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from lms.requirements.rules import NUMBERS, Coverage, Evidence, EvidenceKind, State, Tally

FORMULA = ("=", "+", "-", "@", "\t", "'")


@dataclass(frozen=True)
class PersonLine:
    """Somebody on the roster of the closing day, or (`on_roster` no) only with evidence."""

    ref: int
    on_roster: bool
    commune_code: str
    commune: str
    team_ref: int | None
    team: str
    name: str
    birth_year: int | None
    sex: str
    role: str
    posts: tuple[str, ...]
    units: tuple[str, ...]
    on_roster_since: date | None
    absent: str


@dataclass(frozen=True)
class DispensationLine:
    """An exemption or extension that was granted."""

    ref: int
    requirement: str
    kind: str
    since: date
    until: date | None


@dataclass(frozen=True)
class ClassLine:
    """A class of the year and how many attendances stand in its register."""

    class_ref: int
    held_on: date
    title: str
    hours: int
    organiser: str
    unit_code: str
    place: str
    topics: tuple[str, ...]
    attendances: int


@dataclass(frozen=True)
class EvidenceLine:
    """One thing a person did in the year; `what` names it, `class_ref` if it was a class."""

    ref: int
    day: date
    kind: str
    minutes: int
    topics: tuple[str, ...]
    what: str
    class_ref: int | None

    @property
    def evidence(self) -> Evidence:
        """What counts of it."""
        return Evidence(self.day, EvidenceKind(self.kind), self.minutes, self.topics)


@dataclass(frozen=True)
class ResultLine:
    """Where a person on the roster stands under a requirement."""

    requirement: str
    ref: int
    state: str
    attendances: int
    completions: int
    recognised: int
    minutes: int
    begun_on: date | None
    met_on: date | None

    @classmethod
    def of(cls, requirement: str, ref: int, state: State, done: Tally) -> ResultLine:
        """The line of a state and what was done."""
        return cls(requirement, ref, state.value, **vars(done))

    @property
    def tally(self) -> Tally:
        """What was done."""
        return Tally(**{one.name: getattr(self, one.name) for one in fields(Tally)})


@dataclass(frozen=True)
class CoverageLine:
    """The figures of everybody, of a commune or of a team, under a requirement."""

    requirement: str
    level: str
    commune_code: str
    team_ref: int | None
    name: str
    members: int
    bound: int
    met: int
    on_the_way: int
    due: int
    overdue: int
    unreachable: int
    exempt: int
    not_bound: int
    attendances: int
    completions: int
    recognised: int
    minutes: int

    @classmethod
    def of(cls, where: tuple[str, str, str, int | None, str], c: Coverage) -> CoverageLine:
        """The line of a place: (requirement, level, commune code, team, name) and its figures."""
        return cls(*where, c.members, c.bound, **{name: getattr(c, name) for name in NUMBERS})

    @property
    def coverage(self) -> Coverage:
        """The figures alone."""
        return Coverage(**{name: getattr(self, name) for name in NUMBERS})


@dataclass(frozen=True)
class ChangeLine:
    """Why the roster of the closing day is not that of the opening day: one person a line."""

    kind: str
    name: str
    team: str


@dataclass(frozen=True)
class ConfirmationLine:
    """What a commune confirmed for the year, and what the department said to it."""

    commune_code: str
    commune: str
    stage: str
    by: str
    on: date | None
    reason: str


# File in the package → (attribute of the package, what its lines are).
FILES: Mapping[str, tuple[str, type[Any]]] = {
    "people.csv": ("people", PersonLine),
    "dispensations.csv": ("dispensations", DispensationLine),
    "classes.csv": ("classes", ClassLine),
    "evidence.csv": ("evidence", EvidenceLine),
    "results.csv": ("results", ResultLine),
    "coverage.csv": ("coverage", CoverageLine),
    "changes.csv": ("changes", ChangeLine),
    "confirmations.csv": ("confirmations", ConfirmationLine),
}
Line = TypeVar("Line")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA) else text


def _text(cell: str) -> str:
    return cell.removeprefix("'")


def _flag(cell: str) -> bool:
    if cell not in {"yes", "no"}:
        raise ValueError(f"neither yes nor no: {cell!r}")
    return cell == "yes"


READ: Mapping[str, Callable[[str], Any]] = {
    "str": _text,
    "int": int,
    "bool": _flag,
    "date": date.fromisoformat,
    "tuple[str, ...]": lambda cell: tuple(cell.split()),
    "int | None": lambda cell: int(cell) if cell else None,
    "date | None": lambda cell: date.fromisoformat(cell) if cell else None,
}


def to_csv(kind: type[Any], lines: Iterable[Any]) -> bytes:
    """Lines as UTF-8 CSV with headings; cells that look like formulas begin with an apostrophe."""
    names = [one.name for one in fields(kind)]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_shown(getattr(line, name)) for name in names] for line in lines)
    return out.getvalue().encode()


class WrongLine(ValueError):
    """A line of a file cannot be read: `number` counts the heading as line 1."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number = number
        self.why = why


def from_csv(kind: type[Line], body: bytes) -> list[Line]:
    """The lines of a file. Raises WrongLine for the first that cannot be read."""
    rows = csv.reader(io.StringIO(body.decode()))
    columns = fields(kind)  # type: ignore[arg-type]
    if next(rows, None) != [one.name for one in columns]:
        raise WrongLine(1, "other headings than expected")
    readers = [READ[str(one.type)] for one in columns]
    found = []
    for number, cells in enumerate(rows, 2):
        try:
            pairs = zip(readers, cells, strict=True)
            found.append(kind(*(read(cell) for read, cell in pairs)))
        except ValueError as error:
            raise WrongLine(number, str(error)) from None
    return found
