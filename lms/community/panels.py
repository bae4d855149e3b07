"""What members' questions and good practice show on other pages."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template

from courses.queries import get_lesson, get_version
from lms.community import queries
from lms.community.permissions import CommunityPermission
from lms.community.question_queries import newest_of_lesson


def on_lesson(lesson_id: UUID) -> str:
    """Below a lesson: how many questions there are, and the newest two."""
    if not g.actor.may(CommunityPermission.READ):
        return ""
    lesson = get_lesson(lesson_id)
    module_id = get_version(lesson.version_id).module_id
    number, newest = newest_of_lesson(module_id, lesson.position)
    return render_template(
        "community/_lesson.html",
        module_id=module_id,
        position=lesson.position,
        number=number,
        newest=newest,
    )


def on_home(person_id: UUID) -> str:
    """Answers that came to one's questions; to those who moderate, what waits for them."""
    if not g.actor.may(CommunityPermission.READ):
        return ""
    news = queries.new_answers(person_id)
    waits = queries.waiting() if g.actor.may(CommunityPermission.MODERATE) else None
    return render_template("community/_home.html", news=news, waits=waits)


def on_catalogue(person_id: UUID) -> str:
    """The two doors beside the modules."""
    if not g.actor.may(CommunityPermission.READ):
        return ""
    return render_template("community/_doors.html", news=queries.new_answers(person_id))
