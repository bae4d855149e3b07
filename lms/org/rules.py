"""Pure decisions about units: how villages are matched, how a reorganisation file is read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lms.core.names import fold, tidy

# How people write the kinds of villages, folded → the kind itself. Longest first when matching.
VILLAGE_KINDS = {
    "to dan pho": "Tổ dân phố",
    "khu dan cu": "Khu dân cư",
    "khoi pho": "Khối phố",
    "khu pho": "Khu phố",
    "to dp": "Tổ dân phố",
    "thon": "Thôn",
    "khoi": "Khối",
    "lang": "Làng",
    "ban": "Bản",
    "xom": "Xóm",
    "pho": "Phố",
    "khu": "Khu",
    "tdp": "Tổ dân phố",
}
UNIT_KINDS = ("thi tran", "thanh pho", "phuong", "huyen", "tinh", "xa", "tp")
_VILLAGE = re.compile(rf"(?:({'|'.join(VILLAGE_KINDS)})\b\.?\s*)?(?:so\s+(?=\d))?(.*)")
_UNIT = re.compile(rf"(?:(?:{'|'.join(UNIT_KINDS)})\b\.?\s*)?(.*)")


@dataclass(frozen=True)
class VillageKey:
    """A village's name for matching: its kind when one was written, bare and whole, folded."""

    kind: str | None
    bare: str
    whole: str

    def fits(self, other: VillageKey) -> bool:
        """Whether both may mean the same village of a commune."""
        if self.whole == other.bare or other.whole == self.bare:
            return True  # `Bản Mọi` for `Thôn Bản Mọi`
        kinds = {self.kind, other.kind}
        return self.bare == other.bare and (len(kinds) == 1 or None in kinds)


def village_key(title: str) -> VillageKey:
    """`Thôn Nà Pàn`, `thôn nà pàn`, `Nà Pàn` fit each other; so do `TDP 3` and `Tổ dân phố số 3`.

    Source: domain.md §2.1.
    """
    found = _VILLAGE.fullmatch(fold(title))
    kind, bare = (found[1], found[2]) if found else (None, fold(title))
    if not bare:  # a village called just `Bản`
        return VillageKey(None, fold(title), fold(title))
    number = re.fullmatch(r"0*(\d+)", bare)
    return VillageKey(VILLAGE_KINDS.get(kind or ""), number[1] if number else bare, fold(title))


def kind_and_name(title: str) -> tuple[str, str]:
    """`tdp 3` → `Tổ dân phố`, `3`; a title without a kind is a `Thôn`."""
    words = tidy(title)
    kind = village_key(words).kind
    if kind is None:
        return "Thôn", words
    rest = words.split()
    folded = fold(words)
    written = next(w for w in sorted(VILLAGE_KINDS, key=len, reverse=True) if folded.startswith(w))
    name = " ".join(rest[len(written.split()) :])
    return kind, re.sub(r"^[Ss]ố (?=\d)", "", name)


def bare_unit(title: str) -> str:
    """`xã Na Sầm`, `TT Na Sầm`, `Na Sầm` → `na sam`: people drop and change the kind."""
    folded = re.sub(r"^(tt|p|x)[. ]\s*", "", fold(title))
    found = _UNIT.fullmatch(folded)
    return (found[1] if found else "") or folded


class Step(StrEnum):
    """What one line of a reorganisation file says of an old unit."""

    WHOLE = "whole"
    PART = "part"
    RENAME = "rename"


STEP_WORDS = {
    "toan bo": Step.WHOLE,
    "whole": Step.WHOLE,
    "": Step.WHOLE,
    "mot phan": Step.PART,
    "part": Step.PART,
    "doi ten": Step.RENAME,
    "rename": Step.RENAME,
}
# What a column may be called, folded → what it holds.
HEADINGS = {
    "old_code": "old_code", "ma cu": "old_code",
    "new_code": "new_code", "ma moi": "new_code",
    "new_kind": "new_kind", "loai moi": "new_kind",
    "new_name": "new_name", "ten moi": "new_name",
    "extent": "extent", "muc": "extent",
    "villages": "villages", "thon": "villages", "cac thon": "villages",
}  # fmt: skip
NEEDED = ("old_code", "new_code", "new_kind", "new_name")


@dataclass(frozen=True)
class Line:
    """One line of a reorganisation file: (part of) an old unit goes into a new one."""

    number: int
    old_code: str
    step: Step
    new_code: str
    new_kind: str
    new_name: str
    villages: tuple[str, ...] = ()


class FileFault(StrEnum):
    """What can be wrong with a reorganisation file before any unit is looked at."""

    NO_COLUMN = "no_column"
    EMPTY = "empty"
    MISSING_WORD = "missing_word"
    BAD_EXTENT = "bad_extent"
    TWICE = "twice"
    MIXED = "mixed"
    TWO_NAMES = "two_names"


@dataclass(frozen=True)
class Fault:
    """A fault, the line it is in (0: the whole file) and the word it is about."""

    kind: FileFault
    line: int
    word: str = ""


def read_lines(rows: Iterable[Mapping[str, str]]) -> tuple[list[Line], list[Fault]]:
    """The lines of a file (heading → cell) and everything wrong with them."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, 2):
        cells = {
            HEADINGS[fold(heading)]: tidy(cell or "")
            for heading, cell in row.items()
            if heading and fold(heading) in HEADINGS
        }
        if number == 2:
            faults += [Fault(FileFault.NO_COLUMN, 0, name) for name in NEEDED if name not in cells]
        if faults and faults[0].line == 0:
            return [], faults
        if any(cells.values()):
            _read_line(number, cells, lines, faults)
    if not lines and not faults:
        faults.append(Fault(FileFault.EMPTY, 0))
    return lines, faults + _contradictions(lines)


def _read_line(
    number: int, cells: Mapping[str, str], lines: list[Line], faults: list[Fault]
) -> None:
    missing = [name for name in NEEDED if not cells[name]]
    faults += [Fault(FileFault.MISSING_WORD, number, name) for name in missing]
    step = STEP_WORDS.get(fold(cells.get("extent", "")))
    if step is None:
        faults.append(Fault(FileFault.BAD_EXTENT, number, cells["extent"]))
    if missing or step is None:
        return
    villages = tuple(v for v in map(tidy, cells.get("villages", "").split(";")) if v)
    lines.append(
        Line(
            number,
            _code(cells["old_code"]),
            step,
            _code(cells["new_code"]),
            cells["new_kind"],
            cells["new_name"],
            villages,
        )
    )


def _code(text: str) -> str:
    """A code as text: a spreadsheet turns `05977` into `5977`."""
    wide = {1: 2, 4: 5}.get(len(text), len(text))
    return text.zfill(wide) if text.isdigit() else text


def _contradictions(lines: list[Line]) -> list[Fault]:
    faults = []
    of_old: dict[str, list[Line]] = {}
    names: dict[str, tuple[str, str]] = {}
    for line in lines:
        before = of_old.setdefault(line.old_code, [])
        if any(one.new_code == line.new_code for one in before):
            faults.append(Fault(FileFault.TWICE, line.number, line.old_code))
        elif before and {line.step, before[0].step} != {Step.PART}:
            faults.append(Fault(FileFault.MIXED, line.number, line.old_code))
        before.append(line)
        name = names.setdefault(line.new_code, (line.new_kind, line.new_name))
        if name != (line.new_kind, line.new_name):
            faults.append(Fault(FileFault.TWO_NAMES, line.number, line.new_code))
    return faults
