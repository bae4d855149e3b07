"""Pages of drafts: a new module, a new version, what a draft is about, how members would see it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from courses import queries
from courses.authoring import draft_queries, drafts
from courses.authoring.draft_forms import FactsForm, ModuleForm
from courses.authoring.queries import media_for, state_of
from courses.authoring.rules import EDITABLE
from courses.authoring.weights import MOST_BYTES
from courses.authoring.words import CLOSED
from courses.models import ModuleVersion
from courses.permissions import CoursePermission
from courses.rules import FEWEST_WORDS, MOST_WORDS
from lms.core.access import requires
from lms.core.clock import now
from lms.core.db import new_id
from lms.core.errors import Refused
from lms.core.i18n import language
from lms.core.markup_blocks import size_words
from quizzes.permissions import QuizPermission

pages = Blueprint("drafts", __name__, url_prefix="/courses/drafts")
pages.add_app_template_filter(lambda size: size_words(size, language()), "file_size")


@pages.get("/form")
@requires(CoursePermission.WRITE)
def module_form() -> ResponseReturnValue:
    """The form for a new module."""
    return _module_page(ModuleForm())


@pages.post("/")
@requires(CoursePermission.WRITE)
def open_module() -> ResponseReturnValue:
    """Begin a new module."""
    form = ModuleForm()
    if not form.validate():
        return _module_page(form), 422
    typed = form.data
    try:
        version = drafts.open_module(
            typed["code"],
            typed["title"],
            topic=typed["topic"],
            language=typed["language"],
            compulsory=typed["compulsory"],
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _module_page(form, refused.message), 409
    return to_draft(version)


@pages.post("/modules/<uuid:module_id>", endpoint="open")
@requires(CoursePermission.WRITE)
def open_draft(module_id: UUID) -> ResponseReturnValue:
    """Begin a new version of a module, or go to the draft that is open already."""
    return to_draft(drafts.open_draft(draft_queries.get_module(module_id), by=g.actor, at=now()))


@pages.get("/<uuid:version_id>")
@requires(CoursePermission.WRITE)
def draft(version_id: UUID) -> ResponseReturnValue:
    """A draft: its lessons, its quiz, what it is about."""
    version = queries.get_version(version_id)
    if closed := closed_page(version):
        return closed
    return draft_page(version, _written(version))


@pages.post("/<uuid:version_id>")
@requires(CoursePermission.WRITE)
def revise(version_id: UUID) -> ResponseReturnValue:
    """Save what a draft is about."""
    version, form = queries.get_version(version_id), FactsForm()
    if closed := closed_page(version):
        return closed
    if not form.validate():
        return draft_page(version, form), 422
    seen = form.seen.data or ""
    try:
        drafts.revise(version, form.facts(), seen=seen, by=g.actor, at=now())
    except Refused as refused:
        form.seen.data = drafts.facts_of(version).digest  # told, so the next time it is theirs
        return draft_page(version, form, refused.message), 409
    return redirect(url_for("drafts.draft", version_id=version_id, saved=1), 303)


@pages.post("/<uuid:version_id>/card")
@requires(CoursePermission.WRITE)
def card(version_id: UUID) -> ResponseReturnValue:
    """The page as it was typed, with the pocket card as members would see it; nothing is saved."""
    return draft_page(queries.get_version(version_id), FactsForm())


@pages.post("/<uuid:version_id>/quiz")
@requires(CoursePermission.WRITE)
def choose_quiz(version_id: UUID) -> ResponseReturnValue:
    """Use the newest version of the quiz."""
    version = queries.get_version(version_id)
    newest = draft_queries.quiz_of_draft(version).newest
    drafts.use_quiz(version, newest, by=g.actor, at=now())
    return to_draft(version, "quiz")


@pages.get("/<uuid:version_id>/preview")
@requires(CoursePermission.REVIEW)
def preview(version_id: UUID) -> ResponseReturnValue:
    """A version as members would see it on a phone."""
    version = queries.get_version(version_id)
    lessons = queries.lessons_of(version_id)
    texts = [lesson.body for lesson in lessons]
    return render_template(
        "courses/authoring/preview.html",
        version=version,
        lessons=lessons,
        is_open=state_of(version) in EDITABLE and g.actor.may(CoursePermission.WRITE),
        media=media_for(version.module_id, *texts, endpoint="media.author"),
    )


def to_draft(version: ModuleVersion, place: str | None = None) -> Response:
    """Go on to the page of a draft, maybe to a part of it."""
    return redirect(url_for("drafts.draft", version_id=version.id, _anchor=place), 303)


def closed_page(version: ModuleVersion) -> ResponseReturnValue | None:
    """Why a version may not be written in now, and where to go; None while it may."""
    state = state_of(version)
    if state in EDITABLE:
        return None
    return render_template(
        "courses/authoring/closed.html", version=version, words=CLOSED[state]
    ), 409


def draft_page(version: ModuleVersion, form: FactsForm, problem: str = "") -> str:
    """The page of a draft."""
    lessons = queries.lessons_of(version.id)
    return render_template(
        "courses/authoring/draft.html",
        version=version,
        form=form,
        lessons=lessons,
        weights=draft_queries.weights_of(version.module_id, lessons),
        most_bytes=MOST_BYTES,
        fewest=FEWEST_WORDS,
        most=MOST_WORDS,
        removed=draft_queries.removed_of(version.id),
        opening=draft_queries.opening_of(version.id),
        quiz=draft_queries.quiz_of_draft(version),
        may_see_quiz=g.actor.may(QuizPermission.READ_KEYS),
        fresh_id=new_id().hex,
        problem=problem,
        saved="saved" in request.args,
    )


def _written(version: ModuleVersion) -> FactsForm:
    facts = drafts.facts_of(version)
    values = {**vars(facts), "competences": ", ".join(facts.competences)}
    return FactsForm(formdata=None, **values, seen=facts.digest)


def _module_page(form: ModuleForm, problem: str = "") -> str:
    return render_template("courses/authoring/module_form.html", form=form, problem=problem)
