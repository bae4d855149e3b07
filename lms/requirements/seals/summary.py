"""What the report of a sealed year says, added up from the package's own lines. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lms.requirements.rules import EvidenceKind
from lms.requirements.seals.lines import ConfirmationLine, CoverageLine
from lms.requirements.seals.package import Contents
from lms.requirements.seals.recounting import COMMUNE, EVERYBODY


@dataclass(frozen=True)
class Held:
    """The classes of one organiser: attendances, distinct people and person-hours together."""

    organiser: str
    classes: int
    attendances: int
    people: int
    hours: int


@dataclass(frozen=True)
class Asked:
    """A requirement in force on the closing day, and the figures of everybody and of communes."""

    code: str
    title: str
    everybody: CoverageLine
    communes: Sequence[CoverageLine]


@dataclass(frozen=True)
class Summary:
    """The report: requirements, classes by organiser and in all, roster changes, confirmations."""

    asked: Sequence[Asked]
    held: Sequence[Held]
    all_held: Held
    changes: Counter[str]
    unconfirmed: Sequence[ConfirmationLine]


def summary(contents: Contents) -> Summary:
    """Add up a package."""
    organisers = sorted({line.organiser for line in contents.classes})
    return Summary(
        asked=[_asked(contents, code, v["title"]) for code, v in contents.in_force().items()],
        held=[_held(contents, {name}, name) for name in organisers],
        all_held=_held(contents, set(organisers), ""),
        changes=Counter(line.kind for line in contents.changes),
        unconfirmed=[line for line in contents.confirmations if line.stage != "accepted"],
    )


def _asked(contents: Contents, code: str, title: str) -> Asked:
    lines = [line for line in contents.coverage if line.requirement == code]
    everybody = next((line for line in lines if line.level == EVERYBODY), None)
    if everybody is None:
        raise ValueError(f"{code}: nobody is on the roster")
    return Asked(code, title, everybody, [line for line in lines if line.level == COMMUNE])


def _held(contents: Contents, organisers: set[str], name: str) -> Held:
    refs = {line.class_ref for line in contents.classes if line.organiser in organisers}
    lines = [
        line
        for line in contents.evidence
        if line.kind == EvidenceKind.CLASS and line.class_ref in refs
    ]
    people, minutes = {line.ref for line in lines}, sum(line.minutes for line in lines)
    return Held(name, len(refs), len(lines), len(people), minutes // 60)
