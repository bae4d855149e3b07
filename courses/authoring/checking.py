"""Reads a version from the database for the checks of `rules/checks`."""

from __future__ import annotations

from collections.abc import Sequence

from courses.authoring import review_queries
from courses.authoring.queries import media_of
from courses.authoring.rules.checks import findings
from courses.authoring.rules.findings import Finding, KeptFile, LessonText, Script, Weight
from courses.models import ModuleVersion
from courses.queries import lessons_of
from courses.scorm.queries import played_among
from quizzes.composing_queries import items_of
from quizzes.queries import card_of, get_quiz_version
from quizzes.rules.drawing import Line
from quizzes.rules.plans import Plan


def findings_of(version: ModuleVersion) -> list[Finding]:
    """Everything to mend or to look at again in a version."""
    return findings(script_of(version))


def in_the_way(found: Sequence[Finding], *, of_publishing: bool = False) -> list[Finding]:
    """What forbids asking for a review; of publishing, points nobody confirmed too."""
    weights = {Weight.MUST, Weight.CONFIRM} if of_publishing else {Weight.MUST}
    return [one for one in found if one.weight in weights]


def script_of(version: ModuleVersion) -> Script:
    """A version as the checks look at it."""
    quiz = get_quiz_version(version.quiz_version_id)
    items = items_of(quiz.id)
    confirmed = review_queries.confirmations_of(version.id)
    lessons = lessons_of(version.id)
    played = played_among([one.id for one in lessons])
    return Script(
        title=version.title,
        summary=version.summary,
        objectives=version.objectives,
        pocket_card=version.pocket_card,
        lessons=[LessonText(one.title, one.body, is_played=one.id in played) for one in lessons],
        plan=Plan(
            quiz.draw, quiz.pass_mark, tuple(Line(**line) for line in quiz.blueprint), quiz.policy
        ),
        cards=[card_of(one.version, is_fixed=one.is_fixed) for one in items],
        references=[(one.number, one.version.reference) for one in items],
        files={one.name: KeptFile(one.use, one.file.size) for one in media_of(version.module_id)},
        open_points=[point for point in version.points_to_confirm if point not in confirmed],
        language=version.language,
    )
