"""What is otherwise in one version than in another, for people to read. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from flask_babel import gettext as _

from lms.core.word_diff import PIECES, Fate, Stretch, word_diff

LEFT_OUT = [Stretch(Fate.SAME, "…")]
ALIKE = 0.5  # from here on a lesson with another title is the same one, renamed


@dataclass(frozen=True)
class Edition:
    """A version as it is compared: facts by their words, lessons as (title, text)."""

    facts: Mapping[str, str]
    lessons: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Difference:
    """One thing that is otherwise: what, what happened to it in words, its text word by word."""

    what: str
    happened: Sequence[str]
    lines: Sequence[Sequence[Stretch]] = ()


def differences(old: Edition, new: Edition) -> list[Difference]:
    """Every fact and lesson that is not as it was, in the order of the new version."""
    return [*_of_facts(old.facts, new.facts), *_of_lessons(old.lessons, new.lessons)]


def _of_facts(old: Mapping[str, str], new: Mapping[str, str]) -> list[Difference]:
    return [
        Difference(name, [], around_changes(changed_lines(old.get(name, ""), text)))
        for name, text in new.items()
        if old.get(name, "") != text
    ]


def _of_lessons(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[Difference]:
    came_from = _pairs(old, new)
    stayed = _longest_rising([came_from[n] for n in sorted(came_from)])
    found = []
    for number, (title, body) in enumerate(new):
        before = came_from.get(number)
        if before is None:
            lines = changed_lines("", body)
            found.append(Difference(_called(number, title), [_("New lesson")], lines))
            continue
        happened = []
        if before not in stayed:
            happened.append(_("Moved: it was lesson %(n)s", n=before + 1))
        if old[before][0] != title:
            happened.append(_("Renamed: it was called “%(title)s”", title=old[before][0]))
        lines = around_changes(changed_lines(old[before][1], body))
        if happened or lines:
            found.append(Difference(_called(number, title), happened, lines))
    return found + [
        Difference(_called(number, title), [_("Lesson taken out")], changed_lines(body, ""))
        for number, (title, body) in enumerate(old)
        if number not in came_from.values()
    ]


def _called(number: int, title: str) -> str:
    return str(_("Lesson %(n)s: %(title)s", n=number + 1, title=title))


def _pairs(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """New lesson → the old one it comes from: by its title, else by the likest text."""
    left = dict(enumerate(old))
    found: dict[int, int] = {}
    for number, (title, _body) in enumerate(new):
        same = next((n for n, one in left.items() if one[0] == title), None)
        if same is not None:
            found[number] = same
            del left[same]
    for number, (_title, body) in enumerate(new):
        if number in found or not left:
            continue
        likest = max(left, key=lambda n: likeness(left[n][1], body))
        if likeness(left[likest][1], body) >= ALIKE:
            found[number] = likest
            del left[likest]
    return found


def _longest_rising(numbers: Sequence[int]) -> set[int]:
    """The most lessons that are still in their old order: whatever is not among them was moved."""
    runs: list[list[int]] = []
    for number in numbers:
        before = [run for run in runs if run[-1] < number]
        runs.append([*_longest(before), number])
    return set(_longest(runs))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run), default=[])


def changed_lines(old: str, new: str) -> list[list[Stretch]]:
    """Both texts in one, line by line; what was rewritten shows the old words, then the new."""
    lines: list[list[Stretch]] = [[]]
    for one in word_diff(_spaced(old), _spaced(new)):
        for number, words in enumerate(one.words.split("\n")):
            if number:
                lines.append([])
            if words.strip():
                lines[-1].append(Stretch(one.fate, words.strip()))
    return [line for line in lines if line]


def around_changes(lines: Sequence[list[Stretch]]) -> list[list[Stretch]]:
    """Changed lines with the one before and after each; `…` for what is left out, none for none."""
    changed = {n for n, line in enumerate(lines) if any(x.fate is not Fate.SAME for x in line)}
    shown = {near for n in changed for near in (n - 1, n, n + 1) if 0 <= near < len(lines)}
    found: list[list[Stretch]] = []
    for number, line in enumerate(lines if changed else ()):
        if number in shown:
            found.append(line)
        elif not found or found[-1] != LEFT_OUT:
            found.append(LEFT_OUT)
    return found


def _spaced(text: str) -> str:
    """One space behind every word, so that the last one of a line is the same when more follows."""
    return "\n".join("".join(f"{word} " for word in line.split()) for line in text.split("\n"))


def likeness(old: str, new: str) -> float:
    """How much of two texts is the same, from 0 to 1."""
    before: list[str] = PIECES.findall(old)
    after: list[str] = PIECES.findall(new)
    return SequenceMatcher(None, before, after, autojunk=False).ratio()
