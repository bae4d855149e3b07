"""Areas for those who keep things: each one entry of the menu and a strip above its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from certificates.permissions import CertificatePermission
from courses.permissions import CoursePermission
from lms.community.permissions import CommunityPermission
from lms.core.access import Actor, current_actor
from quizzes.permissions import QuizPermission


@dataclass(frozen=True)
class Part:
    """A part of an area: where it starts, who may open it, and the blueprints that belong to it.

    `province_readers`: a permission of who may open it too, if they look at units and keep nothing
    in them, as an auditor does.
    """

    endpoint: str
    permission: str
    words: Any
    blueprints: frozenset[str]
    province_readers: str = ""

    def is_for(self, actor: Actor) -> bool:
        """Whether somebody may open it."""
        return actor.may(self.permission) or (
            bool(self.province_readers)
            and bool(actor.reach(self.province_readers).unit_ids)
            and not actor.may(CertificatePermission.CHECK_NAME)
        )


@dataclass(frozen=True)
class Area:
    """Parts that belong together; `pages` are theirs although their blueprint is not."""

    words: Any
    sign: str
    parts: tuple[Part, ...]
    pages: frozenset[str] = frozenset()

    @property
    def blueprints(self) -> frozenset[str]:
        """The blueprints of all its parts."""
        return frozenset[str]().union(*(part.blueprints for part in self.parts))

    def has(self, blueprint: str | None, endpoint: str | None) -> bool:
        """Whether a page is one of those with the strip."""
        return blueprint in self.blueprints or endpoint in self.pages

    def open_parts(self) -> list[Part]:
        """What whoever is signed in may open."""
        actor = current_actor()
        there = [part for part in self.parts if part.endpoint in current_app.view_functions]
        return [part for part in there if actor is not None and part.is_for(actor)]


CONTENT = (
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
CERTIFICATES = (
    Part("issued.overview", CertificatePermission.READ, _("Issued"),
         frozenset({"issued", "ending", "returned", "transcripts", "team_certificates"})),
    Part("batches.overview", CertificatePermission.ISSUE, _("By decision"),
         frozenset({"batches"})),
    Part("number_book.overview", CertificatePermission.ISSUE, _("Number book"),
         frozenset({"number_book"}), province_readers=CertificatePermission.READ),
    Part("name_checks.overview", CertificatePermission.CHECK_NAME, _("Names"),
         frozenset({"name_checks"})),
    Part("certifications.overview", CertificatePermission.SET, _("What earns one"),
         frozenset({"certifications"})),
    Part("designs.overview", CertificatePermission.SET, _("Designs"), frozenset({"designs"})),
    Part("issuers.overview", CertificatePermission.SET, _("Issuers"), frozenset({"issuers"})),
)  # fmt: skip
AREAS = {
    "content": Area(
        _("Content"), "clipboard-check", CONTENT,
        frozenset({"courses.manuscripts", "courses.manuscript"}),  # other pages are learners'
    ),
    "certificates": Area(_("Certificates"), "certificate", CERTIFICATES),
}  # fmt: skip


def area_of(blueprint: str | None, endpoint: str | None) -> Area | None:
    """The area a page lies in."""
    return next((area for area in AREAS.values() if area.has(blueprint, endpoint)), None)
