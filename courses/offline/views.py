"""Pages of learning without network, and the one address phones send what was done to."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from courses import operations as learning
from courses import path_queries
from courses import queries as courses
from courses.models import Enrolment
from courses.offline import operations, queries
from courses.offline.models import PhoneEvent
from courses.offline.rules import COUNTED, MOST_EVENTS, Malformed, read_events
from courses.permissions import CoursePermission
from courses.rules import Stage
from courses.scorm.queries import played_among
from lms.core.access import requires
from lms.core.assets import static_url
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.markup_blocks import size_words, spoken
from lms.people.devices import device_key
from quizzes.offline_queries import media_of_kit
from quizzes.standing_queries import standing

pages = Blueprint("offline", __name__, url_prefix="/courses")
SHELL = (
    "app.css", "icons.svg", "fonts/be-vietnam-pro-700.woff2", "img/favicon.svg", "img/offline.svg",
    "img/empty-learning.svg", "js/app.js", "js/outbox.js", "js/phone.js", "js/keep.js", "js/kit.js",
    "js/kept.js",
)  # fmt: skip


@pages.get("/modules/<uuid:module_id>/offline")
@requires(CoursePermission.LEARN)
def module(module_id: UUID) -> ResponseReturnValue:
    """Take a module along; without network this page is where it is learnt."""
    standing_in = courses.standing_in(g.actor.person_id, module_id, today().year)
    lessons = courses.lessons_of(standing_in.version.id)
    enrolment = standing_in.enrolment
    quiz = learning.newest_quiz(standing_in.version)
    return render_template(
        "courses/offline/module.html",
        standing=standing_in,
        lessons=lessons,
        read=courses.read_lessons(enrolment.id) if enrolment else set(),
        online=played_among([lesson.id for lesson in lessons]),
        quiz=quiz,
        pretest_due=enrolment is not None and path_queries.pretest_of(enrolment).is_due,
        may_take_quiz=_may_take_quiz(enrolment),
        luggage=queries.luggage_of(enrolment, lessons, quiz.draw) if enrolment else None,
        size_words=size_words,
        spoken=spoken,
        form=Form(),
    )


@pages.get("/modules/<uuid:module_id>/offline/list")
@requires(CoursePermission.LEARN)
def luggage(module_id: UUID) -> ResponseReturnValue:
    """What a phone fetches to take a module along."""
    enrolment = courses.get_enrolment_in(g.actor.person_id, module_id, today().year)
    lessons = courses.lessons_of(enrolment.version_id)
    packed = queries.luggage_of(enrolment, lessons, 0)
    read = courses.read_lessons(enrolment.id)
    return {
        "module": str(module_id),
        "title": enrolment.version.title,
        "version": enrolment.version.number,
        "home": url_for("courses.module", module_id=module_id),
        "hub": url_for("offline.module", module_id=module_id),
        "lessons": [
            {
                "id": str(lesson.id),
                "title": lesson.title,
                "url": url_for("courses.lesson", lesson_id=lesson.id),
                "read": lesson.id in read,
            }
            for lesson in lessons
        ],
        "pictures": [_address(module_id, one.name) for one in packed.pictures],
        "recordings": {
            language: [_address(module_id, one.name) for one in rows]
            for language, rows in packed.recordings.items()
        },
        "shell": [static_url(name) for name in SHELL],
        "phone": url_for("offline.phone"),
        "lost": url_for("phone.lost"),
    }


@pages.post("/modules/<uuid:module_id>/offline-kits")
@requires(CoursePermission.LEARN)
def take_kit(module_id: UUID) -> ResponseReturnValue:
    """The questions of the quiz to take along: where their page is, and their media."""
    enrolment = courses.get_enrolment_in(g.actor.person_id, module_id, today().year)
    if not _may_take_quiz(enrolment):
        raise Missing
    origin = url_for("courses.module", module_id=module_id)
    kit = operations.issue_kit(enrolment, origin=origin, by=g.actor, at=now())
    return {
        "id": str(kit.id),
        "url": url_for("kits.kit", kit_id=kit.id),
        "media": [
            url_for("kits.medium", kit_id=kit.id, file_id=one.id) for one in media_of_kit(kit.id)
        ],
    }


@pages.get("/phone")
@requires(CoursePermission.LEARN)
def phone() -> ResponseReturnValue:
    """What is kept on this phone, what waits to be sent, and what came of what was sent."""
    return render_template(
        "courses/offline/phone.html", events=queries.newest_events(g.actor.person_id)
    )


@pages.get("/phone/token")
@requires(CoursePermission.LEARN)
def token() -> ResponseReturnValue:
    """Who is signed in, and the token to send with: asked before anything is sent."""
    return {"who": str(g.actor.person_id), "token": generate_csrf()}


@pages.post("/phone/events")
@requires(CoursePermission.LEARN)
def send() -> ResponseReturnValue:
    """Take in what was done without network, in order, each thing once."""
    at = now()
    try:
        sent = read_events(request.get_json(silent=True), at)
    except Malformed:
        return {"message": "malformed"}, 422
    key = device_key()
    events = [
        operations.receive(one, said, by=g.actor, at=at, device_key=key) for one, said in sent
    ]
    return {"results": [_result(event) for event in events], "most": MOST_EVENTS}


def _result(event: PhoneEvent) -> dict[str, Any]:
    address = url_for("quizzes.result", attempt_id=event.attempt_id) if event.attempt_id else ""
    return {
        "id": str(event.id),
        "counted": event.fate in COUNTED,
        "words": event.words,
        "address": address,
    }


def _may_take_quiz(enrolment: Enrolment | None) -> bool:
    """Whether the quiz may come along: not when passed already, nor when no try is left."""
    if enrolment is None or courses.progress_of(enrolment).stage is Stage.DONE:
        return False
    stands = standing(learning.quiz_of(enrolment), enrolment.person_id, now())
    return stands.under_way is None and stands.chance.may_start


def _address(module_id: UUID, name: str) -> str:
    return url_for("media.learner", module_id=module_id, name=name)
