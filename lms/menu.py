"""Modules and quizzes for those who keep them: one entry of the menu, a strip above each page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from courses.permissions import CoursePermission
from lms.community.permissions import CommunityPermission
from lms.core.access import current_actor
from quizzes.permissions import QuizPermission


@dataclass(frozen=True)
class Part:
    """One of them: where it starts, who may open it, and the blueprints that belong to it."""

    endpoint: str
    permission: str
    words: Any
    blueprints: frozenset[str]


PARTS = (
    Part("courses.manuscripts", CoursePermission.REVIEW, _("Drafts"),
         frozenset({"drafts", "outline", "writing_lessons", "revisions", "handouts", "packages",
                    "publishing", "reviewing", "module_packages"})),
    Part("banks.banks", QuizPermission.READ_KEYS, _("Question banks"),
         frozenset({"banks", "writing", "exchange"})),
    Part("composing.quizzes", QuizPermission.READ_KEYS, _("Quizzes"), frozenset({"composing"})),
    Part("item_statistics.quizzes", QuizPermission.STATISTICS, _("Statistics"),
         frozenset({"item_statistics"})),
    Part("corrections.corrections", QuizPermission.STATISTICS, _("Corrected keys"),
         frozenset({"corrections"})),
    Part("paper_printing.overview", QuizPermission.KEY_PAPER, _("On paper"),
         frozenset({"paper_printing", "paper_keying"})),
    Part("oral.choose", QuizPermission.EXAMINE, _("Asked aloud"), frozenset({"oral"})),
    Part("calls.overview", QuizPermission.CALL_BACK, _("Calls"), frozenset({"calls"})),
    Part("accommodations.overview", QuizPermission.ACCOMMODATE, _("More time or tries"),
         frozenset({"accommodations"})),
    Part("questions.overview", CommunityPermission.MODERATE, _("Questions of members"),
         frozenset({"questions", "postings"})),
    Part("board.practices", CommunityPermission.MODERATE, _("Good practice"),
         frozenset({"board"})),
)  # fmt: skip
BLUEPRINTS = frozenset[str]().union(*(part.blueprints for part in PARTS))
MANUSCRIPTS = frozenset({"courses.manuscripts", "courses.manuscript"})  # other pages are learners'


def is_theirs(blueprint: str | None, endpoint: str | None) -> bool:
    """Whether a page is one of those with the strip."""
    return blueprint in BLUEPRINTS or endpoint in MANUSCRIPTS


def parts() -> list[Part]:
    """What whoever is signed in may open."""
    actor = current_actor()
    return [part for part in PARTS if actor is not None and actor.may(part.permission)]
