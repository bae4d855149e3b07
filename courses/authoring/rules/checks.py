"""What an author must mend, and what they should look at again, before a version goes out. Pure.

The one list of checks: of the pages of drafts, of publishing, and of `flask modules load`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from flask_babel import gettext as _

from courses.authoring.rules import language
from courses.rules import FEWEST_WORDS, MOST_WORDS, place_of
from lms.core.markup import Block, files_in, named_blocks, pictures_in, text_lines, word_count
from quizzes.rules import plans
from quizzes.rules.drawing import Card
from quizzes.rules.plans import Plan

MOST_BYTES, MANY_BYTES = 100_000, 70_000  # text and pictures of a lesson (domain.md 6.4, rule 2)
MOST_FILM_BYTES = 20_000_000
RIGHT = re.compile(r"(?:^|\s)\[[xX]\] ")
TELLING = {"audio", "video"}  # blocks with a file or an address


class Weight(StrEnum):
    """How much a finding weighs."""

    MUST = "must"  # neither reviewed nor published before it is mended
    CONFIRM = "confirm"  # may be reviewed, is not published
    SHOULD = "should"  # worth a second look


class Part(StrEnum):
    """Which part of a version a finding is about."""

    FACTS = "facts"
    LESSON = "lesson"
    QUIZ = "quiz"


@dataclass(frozen=True)
class Finding:
    """What is to be mended, in words, and where: a lesson and a line of it, 0 for no such place."""

    weight: Weight
    words: str
    part: Part = Part.LESSON
    lesson: int = 0
    line: int = 0


@dataclass(frozen=True)
class LessonText:
    """A lesson as checks look at it."""

    title: str
    body: str


@dataclass(frozen=True)
class KeptFile:
    """A file of the module: `picture`, `audio` or `video`, and its bytes."""

    use: str
    size: int


@dataclass(frozen=True)
class Script:
    """Everything of a version that checks look at; `references` are those of its items."""

    title: str
    summary: str
    objectives: Sequence[str]
    pocket_card: str
    lessons: Sequence[LessonText]
    plan: Plan
    cards: Sequence[Card]
    references: Sequence[tuple[int, str]] = ()
    files: Mapping[str, KeptFile] | None = None
    open_points: Sequence[str] = ()
    language: str = "vi"


def findings(script: Script) -> list[Finding]:
    """Everything to mend or to look at again, by its place."""
    found = [replace(one, part=Part.FACTS) for one in _of_facts(script)]
    for number, lesson in enumerate(script.lessons, 1):
        in_lesson = _of_lesson(lesson, script.files or {}, script.language)
        found += [replace(one, lesson=number) for one in in_lesson]
    return [*found, *(replace(one, part=Part.QUIZ) for one in _of_quiz(script))]


def _of_facts(script: Script) -> Iterator[Finding]:
    if not script.summary.strip():
        yield Finding(Weight.MUST, _("The summary is empty."))
    if not any(goal.strip() for goal in script.objectives):
        yield Finding(Weight.MUST, _("It is not said what learners can do afterwards."))
    if not script.pocket_card.strip():
        yield Finding(Weight.MUST, _("There is no pocket card."))
    if not script.lessons:
        yield Finding(Weight.MUST, _("There is no lesson yet."))
    for point in script.open_points:
        yield Finding(Weight.CONFIRM, _("Not confirmed yet: %(point)s", point=point))
    if script.language == "vi":
        lines = [script.title, script.summary, *text_lines(script.pocket_card)]
        yield from _english(lines, numbered=False)


def _of_lesson(
    lesson: LessonText, files: Mapping[str, KeptFile], written_in: str
) -> Iterator[Finding]:
    if not lesson.title.strip():
        yield Finding(Weight.MUST, _("The lesson has no title."))
    yield from _length(word_count(lesson.body))
    yield from _pictures(lesson.body, files)
    for block in named_blocks(lesson.body):
        yield from _block(block, files)
    yield from _weight(lesson.body, files)
    if written_in == "vi":
        lines = text_lines(lesson.body)
        yield from _hard_sentences(lines)
        yield from _english(lines, numbered=True)


def _length(words: int) -> Iterator[Finding]:
    if not words:
        yield Finding(Weight.MUST, _("The lesson is empty."))
    elif not FEWEST_WORDS <= words <= MOST_WORDS:
        yield Finding(
            Weight.MUST,
            _("The lesson has %(words)s words; a screen takes %(fewest)s to %(most)s.",
              words=words, fewest=FEWEST_WORDS, most=MOST_WORDS),
        )  # fmt: skip


def _pictures(body: str, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    for name, words in pictures_in(body):
        if not words:
            yield Finding(
                Weight.MUST,
                _("The picture %(name)s has no words for who cannot see it.", name=name),
            )
        if not _is_kept(name, "picture", files):
            yield Finding(Weight.MUST, _("The picture %(name)s is not there.", name=name))


def _is_kept(name: str, use: str, files: Mapping[str, KeptFile]) -> bool:
    return name in files and files[name].use == use


def _block(block: Block, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    opening = block.opening
    if opening.name == "check" and not RIGHT.search(block.words):
        yield Finding(Weight.MUST, _("A question to try has no right choice: put [x] before it."))
    if opening.name not in TELLING:
        return
    name = opening.file or opening.target
    is_recording = opening.name == "audio"
    elsewhere = not is_recording and opening.target.startswith("https://")
    if not elsewhere and not _is_kept(opening.file, opening.name, files):
        yield Finding(
            Weight.MUST,
            _("The recording %(name)s is not there.", name=name)
            if is_recording
            else _("The film %(name)s is not there.", name=name),
        )
    if not block.words:
        yield Finding(
            Weight.MUST,
            _("The recording %(name)s has no transcript.", name=name)
            if is_recording
            else _("The film %(name)s has no words that say what it shows.", name=name),
        )
    if not elsewhere and opening.file in files and files[opening.file].size > MOST_FILM_BYTES:
        yield Finding(
            Weight.MUST,
            _("The file %(name)s has more than %(most)s MB.",
              name=name, most=MOST_FILM_BYTES // 1_000_000),
        )  # fmt: skip


def lesson_bytes(body: str, files: Mapping[str, KeptFile]) -> int:
    """What a phone loads for a lesson: its text and pictures. Recordings are loaded on demand."""
    shown = [files[name] for name in set(files_in(body)) if name in files]
    return len(body.encode()) + sum(one.size for one in shown if one.use == "picture")


def _weight(body: str, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    total = lesson_bytes(body, files)
    if total > MANY_BYTES:
        yield Finding(
            Weight.MUST if total > MOST_BYTES else Weight.SHOULD,
            _("Text and pictures weigh %(kb)s KB. A lesson takes %(most)s KB: members pay for it.",
              kb=round(total / 1000), most=MOST_BYTES // 1000),
        )  # fmt: skip


def _hard_sentences(lines: Sequence[str]) -> Iterator[Finding]:
    for one in language.hardest(language.sentences(lines)):
        yield Finding(
            Weight.SHOULD,
            _("A long sentence (%(n)s syllables), hard to read on a phone: “%(words)s”",
              n=one.syllables, words=one.words),
            line=one.line,
        )  # fmt: skip


def _english(lines: Sequence[str], *, numbered: bool) -> Iterator[Finding]:
    text = "\n".join(lines)
    for number, line in enumerate(lines, 1):
        for word, instead in language.english_words(line, text):
            yield Finding(
                Weight.SHOULD,
                _("English word “%(word)s”: say “%(instead)s”.", word=word, instead=instead),
                line=number if numbered else 0,
            )


def _of_quiz(script: Script) -> Iterator[Finding]:
    if not script.cards:
        yield Finding(Weight.MUST, _("The quiz has no questions yet."))
        return
    for problem in plans.problems(script.plan, script.cards):
        yield Finding(Weight.MUST, problem)
    for line in plans.missing(script.plan, script.cards):
        yield Finding(
            Weight.MUST,
            _("The plan of the quiz lacks %(n)s questions%(about)s.",
              n=line.count, about=f" ({line.tag})" if line.tag else ""),
        )  # fmt: skip
    lines = [len(text_lines(lesson.body)) for lesson in script.lessons]
    for number, reference in script.references:
        place = place_of(reference)
        if place and not (place.lesson <= len(lines) and place.line <= lines[place.lesson - 1]):
            yield Finding(
                Weight.SHOULD,
                _("Question %(n)s names lesson %(lesson)s, line %(line)s, which is not there.",
                  n=number, lesson=place.lesson, line=place.line),
            )  # fmt: skip
