"""Papers read by two people: what was typed, what is not understood, where they differ. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from lms.core.clock import ZONE
from lms.core.names import fold
from quizzes.items import KINDS
from quizzes.wording import Wording

PERSON, DAY = "person", "sat_on"  # the two things besides answers that people read off a paper
NOON = time(12)


class Stage(StrEnum):
    """How far a paper is."""

    PRINTED = "printed"
    KEYED = "keyed"
    DIFFERING = "differing"
    CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Printed:
    """A question on a paper: its wording, and the order its parts are printed in."""

    wording: Wording
    order: Sequence[int]

    def read(self, text: str) -> dict[str, Any] | None:
        """The answer somebody typed; None when it is none."""
        return KINDS[self.wording.kind].keyed(text, self.wording, self.order)


@dataclass(frozen=True)
class Reading:
    """What one person read off a paper; `answers` is position (as text) → what was typed."""

    person_id: UUID
    sat_on: date
    answers: Mapping[str, str]

    def told(self) -> dict[str, str]:
        """Everything by its name, as text."""
        return {PERSON: str(self.person_id), DAY: self.sat_on.isoformat(), **self.answers}


def not_understood(questions: Sequence[Printed], answers: Mapping[str, str]) -> list[int]:
    """The positions (from 1) where what was typed is no answer to the question."""
    return [
        number
        for number, question in enumerate(questions, 1)
        if answers.get(str(number)) and question.read(answers[str(number)]) is None
    ]


def answers_of(
    questions: Sequence[Printed], answers: Mapping[str, str]
) -> dict[int, dict[str, Any]]:
    """Position → the answer given there; nothing for an empty place."""
    found = {}
    for number, question in enumerate(questions, 1):
        text = answers.get(str(number), "")
        answer = question.read(text) if text else None
        if answer is not None:
            found[number] = answer
    return found


def left_out(questions: Sequence[Printed], answers: Mapping[str, str]) -> list[int]:
    """The positions where nothing was typed."""
    return [number for number in range(1, len(questions) + 1) if not answers.get(str(number))]


def differing(questions: Sequence[Printed], one: Reading, other: Reading) -> list[str]:
    """What two people read differently: person, day, positions.

    What counts is the answer, not how it was typed: `a c` and `CA` of several right ones are alike.
    """
    found = [PERSON] if one.person_id != other.person_id else []
    found += [DAY] if one.sat_on != other.sat_on else []
    left, right = answers_of(questions, one.answers), answers_of(questions, other.answers)
    return found + [
        str(number)
        for number in range(1, len(questions) + 1)
        if _plain(left.get(number)) != _plain(right.get(number))
    ]


def _plain(answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An answer with its words folded: marks left out by one typist are no difference."""
    if answer is None:
        return None
    return {name: fold(one) if isinstance(one, str) else one for name, one in answer.items()}


def settled(one: Reading, other: Reading, second_is_right: Mapping[str, bool]) -> Reading:
    """The reading after each difference was decided for the first or the second person."""
    told, others = one.told(), other.told()
    for name, is_second in second_is_right.items():
        if is_second:
            told[name] = others.get(name, "")
    person_id, sat_on = UUID(told.pop(PERSON)), date.fromisoformat(told.pop(DAY))
    return Reading(person_id, sat_on, {name: text for name, text in told.items() if text})


def moment_sat(sat_on: date, printed_at: datetime, at: datetime) -> datetime:
    """When a paper counts as sat: noon of its day, but after its printing and not in the future."""
    noon = datetime.combine(sat_on, NOON, ZONE).astimezone(UTC)
    return min(max(noon, printed_at), at)
