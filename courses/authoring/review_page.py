"""The page of a version: where it stands, what is to be mended, lessons line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import g, render_template, request
from markupsafe import Markup

from courses.authoring import links, review_queries
from courses.authoring.checking import findings_of, in_the_way
from courses.authoring.comparing import before_it, compare
from courses.authoring.queries import media_for, state_of
from courses.authoring.review_forms import (
    ApprovalForm,
    CommentForm,
    ConfirmationForm,
    ContentReviewForm,
    PublicationForm,
    RequestForm,
    ReturnForm,
    WithdrawalForm,
)
from courses.authoring.review_queries import Remark
from courses.authoring.rules import UNPUBLISHED, State
from courses.authoring.rules.findings import Finding, Weight
from courses.models import Lesson, ModuleVersion
from courses.queries import lessons_of
from courses.renewal_queries import asked_by
from courses.rules import Place, place_of
from lms.core.clock import today
from lms.core.db import new_id
from lms.core.forms import Form
from lms.core.markup import text_lines, to_noted_html
from lms.core.markup_blocks import Media
from quizzes.items import KINDS
from quizzes.queries import get_quiz_version, items_of_quiz

FORMS: dict[str, type[Form]] = {
    "request": RequestForm, "approval": ApprovalForm, "returning": ReturnForm,
    "publication": PublicationForm, "withdrawal": WithdrawalForm, "comment": CommentForm,
    "confirmation": ConfirmationForm, "content_review": ContentReviewForm,
}  # fmt: skip


@dataclass(frozen=True)
class ReviewedLesson:
    """A lesson with its lines numbered, each with what was said of it."""

    lesson: Lesson
    html: Markup
    remarks: list[Remark]  # on the whole of it, and on lines that are gone


def version_page(version: ModuleVersion, *, problem: str = "", **given: Form) -> str:
    """The page; `given` are forms that came back with something to mend."""
    lessons = lessons_of(version.id)
    stands = state_of(version)
    is_open = stands in UNPUBLISHED
    remarks = review_queries.remarks_of(version.id, lessons)
    last = review_queries.last_step(version.id)
    found = findings_of(version) if is_open else []
    versions = review_queries.versions_of(version.module_id)
    before = before_it(version, versions)
    forms = {name: given.get(name) or _fresh(name, str(last.id) if last else "") for name in FORMS}
    return render_template(
        "courses/manuscript.html",
        version=version,
        state=stands,
        is_open=is_open,
        steps=review_queries.steps_of(version.id),
        is_writer=g.actor.id in review_queries.writers_of(version.id),
        withdrawal=review_queries.withdrawal_of(version.id),
        findings=_by_weight(found, version.id, lessons),
        hinders=bool(in_the_way(found)),
        hinders_publishing=bool(in_the_way(found, of_publishing=True)),
        confirmed=review_queries.confirmations_of(version.id),
        versions=versions,
        before=before,
        changes=compare(before, version) if before and stands is State.IN_REVIEW else [],
        states=review_queries.states_of(versions),
        lessons=_reviewed(version, lessons, remarks, is_open=is_open),
        general=[one for one in remarks if one.lesson == 0],
        open_remarks=sum(one.settled is None for one in remarks),
        writing=_writing(forms["comment"], lessons) if is_open else None,
        renewal=_renewal(version),
        due=_due(version) if stands is State.PUBLISHED else None,
        quiz=get_quiz_version(version.quiz_version_id),
        items=items_of_quiz(version.quiz_version_id),
        kinds=KINDS,
        links=links,
        forms=forms,
        problem=problem,
    )


def _fresh(name: str, seen: str) -> Form:
    """An empty form of the page; what was sent belongs to another one of it."""
    form = FORMS[name](formdata=None)
    for field, value in (("seen", seen), ("comment_id", new_id().hex), ("review_id", new_id().hex)):
        if field in form:
            form[field].data = value
    return form


def _by_weight(
    found: Sequence[Finding], version_id: UUID, lessons: Sequence[Lesson]
) -> dict[Weight, list[tuple[Finding, str]]]:
    ids = {lesson.position: lesson.id for lesson in lessons}
    return {
        weight: [(one, links.where(one, version_id, ids)) for one in found if one.weight is weight]
        for weight in Weight
    }


def _reviewed(
    version: ModuleVersion, lessons: Sequence[Lesson], remarks: list[Remark], *, is_open: bool
) -> list[ReviewedLesson]:
    media = media_for(version.module_id, *(x.body for x in lessons), endpoint="media.author")
    return [_lesson(version, one, remarks, media, is_open=is_open) for one in lessons]


def _lesson(
    version: ModuleVersion, lesson: Lesson, remarks: list[Remark], media: Media, *, is_open: bool
) -> ReviewedLesson:
    here = [one for one in remarks if one.lesson == lesson.position]

    def note(line: int) -> str:
        said = [one for one in here if one.line == line]
        return render_template(
            "courses/_line.html",
            version=version, lesson=lesson, line=line, remarks=said, is_open=is_open,
        )  # fmt: skip

    anchor = f"lesson-{lesson.position}-line-"
    html = to_noted_html(lesson.body, version.language, media, anchor, note)
    whole = [one for one in here if one.line == 0]
    return ReviewedLesson(lesson, Markup(html), whole)  # noqa: S704 - cleaned by core/markup


@dataclass(frozen=True)
class Writing:
    """The line somebody wants to say something of."""

    place: Place
    words: str


def _writing(form: Form, lessons: Sequence[Lesson]) -> Writing | None:
    """The line asked for by `?line=2:3`, or by the form that came back; 2:0 is the whole lesson."""
    asked = str(form["place"].data or request.args.get("line", ""))
    place = place_of(asked) or _whole(asked)
    lesson = next((one for one in lessons if place and one.position == place.lesson), None)
    if place is None or lesson is None:
        return None
    lines = text_lines(lesson.body)
    if place.line > len(lines):
        return None
    form["place"].data = f"{place.lesson}:{place.line}"
    return Writing(place, lines[place.line - 1] if place.line else "")


def _whole(asked: str) -> Place | None:
    number = asked.removesuffix(":0")
    is_whole = asked.endswith(":0") and number.isascii() and number.isdigit()
    return Place(int(number), 0) if is_whole and len(number) < 3 else None


def _renewal(version: ModuleVersion) -> object:
    published = version.publication
    if published is None or not published.asks_renewal:
        return None
    return asked_by(version, today().year)


def _due(version: ModuleVersion) -> object:
    due = review_queries.all_due()
    return next((one for one in due if one.version.id == version.id), None)
