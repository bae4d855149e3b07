"""What an author must mend, and what they should look at again, before a version goes out. Pure.

The one list of checks: of the pages of drafts, of publishing, and of `flask modules load`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask_babel import gettext as _

from courses.authoring.rules.findings import Finding, Part, Script, Weight
from courses.authoring.rules.lesson_checks import english_findings, lesson_findings
from courses.rules import place_of
from lms.core.markup import text_lines
from quizzes.rules import plans


def findings(script: Script) -> list[Finding]:
    """Everything to mend or to look at again, by its place."""
    found = [replace(one, part=Part.FACTS) for one in _of_facts(script)]
    for number, lesson in enumerate(script.lessons, 1):
        in_lesson = lesson_findings(lesson, script.files or {}, script.language)
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
        yield from english_findings(lines, numbered=False)


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
