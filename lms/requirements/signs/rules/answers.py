"""Identical answers within a team, the same wrong ones among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from uuid import UUID

from lms.core.clock import local_day
from lms.requirements.signs.rules.sign import LIMITS, Kind, Limits, Sign, Trace, in_order


@dataclass(frozen=True)
class Sheet:
    """The answers of one attempt: item version → the option chosen; which of them were wrong."""

    attempt_id: UUID
    person_id: UUID
    team_id: UUID
    quiz_id: UUID
    at: datetime
    answers: Mapping[UUID, str]
    wrong: frozenset[UUID]
    helped: bool = False


@dataclass(frozen=True)
class Likeness:
    """How two sheets are alike: questions both were given, and those both answered wrongly."""

    shared: int
    wrong: int


def likeness(one: Sheet, other: Sheet, limits: Limits = LIMITS) -> Likeness | None:
    """How alike two people's sheets are; None when that proves nothing or one answer differs."""
    if one.person_id == other.person_id or abs(one.at - other.at) > limits.near:
        return None
    shared = one.answers.keys() & other.answers.keys()
    if len(shared) < limits.shared or any(one.answers[i] != other.answers[i] for i in shared):
        return None
    wrong = one.wrong & other.wrong & shared
    return Likeness(len(shared), len(wrong)) if len(wrong) >= limits.wrong else None


def same_answers(rows: Iterable[Sheet], limits: Limits = LIMITS) -> list[Sign]:
    """Groups of one team's sheets that are alike. Two people without help make a sign."""
    groups: dict[tuple[UUID, UUID], list[Sheet]] = {}
    for row in sorted(rows, key=lambda row: (row.at, str(row.attempt_id))):
        groups.setdefault((row.team_id, row.quiz_id), []).append(row)
    return [sign for sheets in groups.values() for sign in _of_group(sheets, limits)]


def _of_group(sheets: Sequence[Sheet], limits: Limits) -> Iterator[Sign]:
    alike = {
        (a, b): found
        for a, b in combinations(range(len(sheets)), 2)
        if (found := likeness(sheets[a], sheets[b], limits))
    }
    for places in _joined(alike):
        own = [sheets[p] for p in places if not sheets[p].helped]
        people = {sheet.person_id for sheet in own}
        if len(people) <= 1:  # one alone has copied from nobody
            continue
        pairs = [found for (a, _b), found in alike.items() if a in places]
        beside = [sheets[p] for p in places if sheets[p].helped]
        yield Sign(
            Kind.SAME_ANSWERS,
            local_day(own[0].at),
            _traces(own),
            (
                ("people", len(people)),
                ("shared", min(pair.shared for pair in pairs)),
                ("wrong", min(pair.wrong for pair in pairs)),
                ("helped", len({sheet.person_id for sheet in beside})),
            ),
            _traces(beside),
        )


def _joined(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Places joined by pairs, directly or through others; in order."""
    groups: list[set[int]] = []
    for pair in pairs:
        touched = [group for group in groups if group & set(pair)]
        groups = [group for group in groups if group not in touched]
        groups.append(set(pair).union(*touched))
    return sorted(sorted(group) for group in groups)


def _traces(sheets: Iterable[Sheet]) -> tuple[Trace, ...]:
    return in_order([Trace(sheet.person_id, sheet.attempt_id, sheet.at) for sheet in sheets])
