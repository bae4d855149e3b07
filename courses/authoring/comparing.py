"""Two versions of a module side by side, read from the database for `rules/differences`."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from courses.authoring.rules.differences import Difference, Edition, differences
from courses.authoring.words import ORDERS
from courses.models import ModuleVersion
from courses.queries import lessons_of
from quizzes.composing_queries import made_up
from quizzes.queries import get_quiz_version
from quizzes.rules.changes import quiz_changes


def compare(old: ModuleVersion, new: ModuleVersion) -> list[Difference]:
    """Everything that is otherwise in the new version: facts, lessons, quiz."""
    found = differences(_edition(old), _edition(new))
    if happened := _of_quiz(old, new):
        found.append(Difference(_("Quiz"), happened))
    return found


def before_it(version: ModuleVersion, versions: Sequence[ModuleVersion]) -> ModuleVersion | None:
    """Of all versions: the newest one published before this one, which learners had until now."""
    older = [one for one in versions if one.number < version.number]
    return next((one for one in older if one.is_frozen), older[0] if older else None)


def _of_quiz(old: ModuleVersion, new: ModuleVersion) -> Sequence[str]:
    if old.quiz_version_id == new.quiz_version_id:
        return []
    before, after = (get_quiz_version(one.quiz_version_id) for one in (old, new))
    if before.quiz_id != after.quiz_id:
        return [_("Another quiz")]
    made = made_up([before, after])
    return quiz_changes(made[0], made[1])


def _edition(version: ModuleVersion) -> Edition:
    lines = "\n".join
    return Edition(
        facts={
            _("Title"): version.title,
            _("Summary"): version.summary,
            _("Language"): version.language,
            _("Duration"): _("%(n)s minutes", n=version.minutes),
            _("Competences"): ", ".join(version.competences),
            _("What you can do afterwards"): lines(version.objectives),
            _("Order of learning"): str(ORDERS[version.sequence]),
            _("Exercise in class"): version.exercise,
            _("Points to confirm"): lines(version.points_to_confirm),
            _("Points to look at again"): lines(version.points_to_review),
            _("Read again after"): _("%(n)s months", n=version.review_months),
            _("Pocket card"): version.pocket_card,
        },
        lessons=[(one.title, one.body) for one in lessons_of(version.id)],
    )
