"""Pages of modules and lessons."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from courses import operations, path_operations, path_queries, queries
from courses.authoring.list_page import manuscripts_page
from courses.authoring.queries import media_for
from courses.authoring.review_page import version_page
from courses.catalogue_page import shown
from courses.handouts import handouts_of
from courses.models import Enrolment, Lesson, Order
from courses.open_quiz_queries import open_quizzes
from courses.permissions import CoursePermission
from courses.renewal_queries import renewal_of
from courses.rules import Stage
from courses.scorm import player
from courses.search.rules import marked
from courses.words import FACET_NAMES, FACETS, STAGES, TOPICS
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.markup import to_html
from lms.core.pages import share_words, wants_json
from quizzes.models import Mode
from quizzes.standing_queries import standing as quiz_standing

pages = Blueprint("courses", __name__, url_prefix="/courses")
pages.add_app_template_filter(to_html, "lesson_html")
pages.add_app_template_filter(marked, "marked")
TAKEN_ALONG = "X-Taken-Along"  # a phone fetches all lessons at once; their order is kept there
share_words(pages, topic_words=TOPICS, stage_words=STAGES)
share_words(pages, facet_words=FACETS, facet_names=FACET_NAMES)


@pages.get("/")
@requires(CoursePermission.LEARN)
def catalogue() -> ResponseReturnValue:
    """All modules by topic, each with how far the reader is; or those that fit."""
    return render_template(
        "courses/catalogue.html",
        shown=shown(g.actor.person_id, request.args, now()),
        wanted=request.args.get("q", "")[:80],
        open_quizzes=len(open_quizzes()),
    )


@pages.get("/modules/<uuid:module_id>")
@requires(CoursePermission.LEARN)
def module(module_id: UUID) -> ResponseReturnValue:
    """What a module is about, its lessons, and the one button to go on."""
    return _module_page(queries.standing_in(g.actor.person_id, module_id, today().year))


@pages.post("/modules/<uuid:module_id>/enrolment")
@requires(CoursePermission.LEARN)
def enrol(module_id: UUID) -> ResponseReturnValue:
    """Begin a module, or go on exactly where one stopped."""
    standing = queries.standing_in(g.actor.person_id, module_id, today().year)
    enrolment = operations.enrol(standing.version, by=g.actor, at=now())
    progress = queries.progress_of(enrolment)
    if progress.stage is Stage.QUIZ:
        return _go_to_quiz(module_id)
    if path_queries.pretest_of(enrolment).is_due:
        return redirect(url_for("courses.module", module_id=module_id), 303)
    lesson_id = path_queries.lesson_to_resume(enrolment)
    return redirect(url_for("courses.lesson", lesson_id=lesson_id), 303)


@pages.post("/modules/<uuid:module_id>/attempt")
@requires(CoursePermission.LEARN)
def attempt(module_id: UUID) -> ResponseReturnValue:
    """Start the quiz, or go on with the attempt under way."""
    return _go_to_quiz(module_id)


@pages.post("/modules/<uuid:module_id>/practice")
@requires(CoursePermission.LEARN)
def practice(module_id: UUID) -> ResponseReturnValue:
    """Practise with questions of the quiz, or go on with the practice under way."""
    return _go_to_quiz(module_id, Mode.PRACTICE)


@pages.get("/lessons/<uuid:lesson_id>")
@requires(CoursePermission.LEARN)
def lesson(lesson_id: UUID) -> ResponseReturnValue:
    """One lesson. Looking at it changes nothing."""
    found = queries.get_lesson(lesson_id)
    enrolment = queries.enrolment_for(g.actor, found, today().year)
    if not (_is_open(found, enrolment) or request.headers.get(TAKEN_ALONG)):
        return _locked_page(enrolment, found)
    return _lesson_page(found, enrolment)


@pages.post("/lessons/<uuid:lesson_id>/reading")
@requires(CoursePermission.LEARN)
def read(lesson_id: UUID) -> ResponseReturnValue:
    """“I have understood”: note that the lesson was read, go on."""
    found = queries.get_lesson(lesson_id)
    enrolment = queries.enrolment_for(g.actor, found, today().year)
    if not _is_open(found, enrolment):
        return _locked_page(enrolment, found)
    try:
        operations.read(enrolment, found.id, at=now())
    except Refused as refused:  # its package is not done yet
        return _lesson_page(found, enrolment, refused.message), refused.status
    path_operations.forget_place(enrolment.id, found.id)
    if wants_json():
        return {"read": True}
    following = _neighbour(queries.lessons_of(found.version_id), found, 1)
    if following is None:
        return redirect(url_for("courses.module", module_id=enrolment.module_id), 303)
    return redirect(url_for("courses.lesson", lesson_id=following.id), 303)


@pages.get("/modules/<uuid:module_id>/pocket-card")
@requires(CoursePermission.LEARN)
def pocket_card(module_id: UUID) -> ResponseReturnValue:
    """The card for a house visit, made to be printed small."""
    version = queries.standing_in(g.actor.person_id, module_id, today().year).version
    return render_template("courses/pocket_card.html", version=version)


@pages.get("/manuscripts")
@requires(CoursePermission.REVIEW)
def manuscripts() -> ResponseReturnValue:
    """All modules: where the newest version of each stands, and what is due to be read again."""
    return manuscripts_page()


@pages.get("/manuscripts/<uuid:version_id>")
@requires(CoursePermission.REVIEW)
def manuscript(version_id: UUID) -> ResponseReturnValue:
    """One version as staff see it: where it stands, what is to be done, lessons line by line."""
    return version_page(queries.get_version(version_id))


def _is_open(lesson: Lesson, enrolment: Enrolment) -> bool:
    """Whether the order of the module lets a lesson be read now; a renewed text has none."""
    if lesson.version_id != enrolment.version_id or enrolment.version.sequence is Order.FREE:
        return True
    lessons, read_ids = queries.lessons_of(enrolment.version_id), queries.read_lessons(enrolment.id)
    return lesson.id in path_queries.open_lessons(enrolment, lessons, read_ids)


def _lesson_page(found: Lesson, enrolment: Enrolment, problem: str = "") -> Response:
    lessons = queries.lessons_of(found.version_id)
    package = player.shown_in(found, enrolment, request.args.get("part", ""))
    page = render_template(
        "courses/lesson.html",
        lesson=found,
        version=queries.get_version(found.version_id),
        is_renewal=found.version_id != enrolment.version_id,
        lessons=lessons,
        media=media_for(enrolment.module_id, found.body),
        previous=_neighbour(lessons, found, -1),
        following=_neighbour(lessons, found, 1),
        place=path_queries.place_in(enrolment.id, found.id),
        minutes=path_queries.minutes_of([found])[found.id],
        package=package,
        problem=problem,
        form=Form(),
    )
    return player.framing(page, package)


def _module_page(standing: queries.Standing, problem: str = "") -> str:
    enrolment = standing.enrolment
    quiz = operations.newest_quiz(standing.version)
    lessons = queries.lessons_of(standing.version.id)
    read_ids = queries.read_lessons(enrolment.id) if enrolment else set()
    minutes = path_queries.minutes_of(lessons)
    return render_template(
        "courses/module.html",
        standing=standing,
        lessons=lessons,
        handouts=handouts_of(standing.version.module_id),
        read=read_ids,
        opened=path_queries.open_lessons(enrolment, lessons, read_ids) if enrolment else (),
        pretest=path_queries.pretest_of(enrolment) if enrolment else path_queries.Pretest(),
        minutes=minutes,
        minutes_left=sum(minutes[one.id] for one in lessons if one.id not in read_ids),
        quiz=quiz,
        quiz_standing=quiz_standing(quiz, g.actor.person_id, now()),
        renewal=renewal_of(enrolment) if enrolment else None,
        problem=problem,
        form=Form(),
    )


def _locked_page(enrolment: Enrolment, lesson: Lesson) -> ResponseReturnValue:
    """A lesson that does not open yet: what comes first, and the way there."""
    waits = path_queries.pretest_of(enrolment).is_due
    lesson_id = path_queries.lesson_to_resume(enrolment)
    page = render_template(
        "courses/locked.html",
        lesson=lesson,
        version=enrolment.version,
        first=None if waits else queries.get_lesson(lesson_id),
    )
    return page, 409


def _go_to_quiz(module_id: UUID, mode: Mode = Mode.TEST) -> ResponseReturnValue:
    standing = queries.standing_in(g.actor.person_id, module_id, today().year)
    if standing.enrolment is None:
        raise Missing
    origin = url_for("courses.module", module_id=module_id)
    try:
        started = operations.sit_quiz(
            standing.enrolment, by=g.actor, at=now(), origin=origin, mode=mode
        )
    except Refused as refused:  # the module page says what there is to do instead
        return _module_page(standing, refused.message), 409
    return redirect(url_for("quizzes.resume", attempt_id=started.id), 303)


def _neighbour(lessons: Sequence[Lesson], current: Lesson, step: int) -> Lesson | None:
    return next((x for x in lessons if x.position == current.position + step), None)
