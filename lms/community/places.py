"""The place in a lesson a question is about, in the version somebody reads now."""

from __future__ import annotations

from uuid import UUID

from courses.models import Lesson, ModuleVersion
from courses.queries import find_enrolment, get_published, lessons_of
from courses.rules import first_words
from lms.community.models import Question
from lms.core.access import Actor
from lms.core.markup import text_lines

LINE_LETTERS = 240  # of a line kept with a question


def version_read_by(actor: Actor, module_id: UUID, year: int) -> tuple[ModuleVersion, bool]:
    """The version of a module the actor reads, and whether as a learner. Raises Missing."""
    enrolment = find_enrolment(actor.person_id, module_id, year)
    if enrolment is not None:
        return enrolment.version, True
    return get_published(module_id), False


def lesson_at(version: ModuleVersion, position: int) -> Lesson | None:
    """The lesson at a position of a version."""
    return next((one for one in lessons_of(version.id) if one.position == position), None)


def line_choices(lesson: Lesson) -> list[tuple[int, str]]:
    """The lines of a lesson by their numbers, each as its first words."""
    return [(n, first_words(line)) for n, line in enumerate(text_lines(lesson.body), 1)]


def line_words(lesson: Lesson, line: int | None) -> str:
    """The words of a line as they are kept with a question; empty when there is no such line."""
    lines = text_lines(lesson.body)
    return lines[line - 1][:LINE_LETTERS] if line and 1 <= line <= len(lines) else ""


def line_now(question: Question, lesson: Lesson | None) -> int | None:
    """Where the words a question is about stand in the lesson as it is read now."""
    if lesson is None or not question.line_words:
        return None
    lines = [line[:LINE_LETTERS] for line in text_lines(lesson.body)]
    found = [n for n, line in enumerate(lines, 1) if line == question.line_words]
    return question.line if question.line in found else (found[0] if found else None)
