"""What courses show on other pages: lines behind items, changed content, what is due again."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template

from courses import reference_queries, renewal_queries
from courses.authoring.review_queries import content_due
from courses.permissions import CoursePermission
from courses.reference_queries import Reading
from courses.rules import first_words, place_of
from lms.core.clock import today
from lms.core.markup import text_lines


def on_item_reference(attempt_id: UUID, reference: str = "") -> str:
    """The lesson line an item of an attempt tests; nothing when the lessons have no such line.

    A link for the learner, words for whoever looks at somebody else's attempt.
    """
    reading, place = _reading(attempt_id), place_of(reference)
    if reading is None or place is None:
        return ""
    lesson = next((one for one in reading.lessons if one.position == place.lesson), None)
    lines = text_lines(lesson.body) if lesson is not None else []
    if not 1 <= place.line <= len(lines):
        return ""
    return render_template(
        "courses/_reference.html",
        lesson=lesson,
        line=place.line,
        words=first_words(lines[place.line - 1]),
        language_of_lesson=reading.language,
        may_open=reading.opens_for_reader and g.actor.may(CoursePermission.LEARN),
    )


def on_home(person_id: UUID) -> str:
    """What changed in modules somebody passed this year, and what is due for who keeps them."""
    renewals = []
    if g.actor.may(CoursePermission.LEARN):
        renewals = renewal_queries.renewals_of(person_id, today().year)
    shown = [render_template("courses/_renewal.html", renewal=one) for one in renewals]
    return "".join([*shown, on_staff_home(person_id)])


def on_staff_home(person_id: UUID) -> str:
    """How much content is due to be read again, for those who write or approve it."""
    keeps = (CoursePermission.WRITE, CoursePermission.APPROVE)
    is_own = g.actor.id == person_id
    if not is_own or not any(map(g.actor.may, keeps)):
        return ""
    number = len(content_due(today()))
    return render_template("courses/_due.html", number=number) if number else ""


def _reading(attempt_id: UUID) -> Reading | None:
    """The lessons behind an attempt, looked up once for a page with many items."""
    known: dict[UUID, Reading | None] = g.setdefault("reading_of_attempt", {})
    if attempt_id not in known:
        known[attempt_id] = reference_queries.reading_of(attempt_id, g.actor, today().year)
    return known[attempt_id]
