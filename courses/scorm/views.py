"""Pages of packages: take one in, try it, make it a lesson; and the reports of learners."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import UnprocessableEntity

from courses import queries as courses
from courses.permissions import CoursePermission
from courses.scorm import operations, player, queries
from courses.scorm.forms import LessonForm, PackageForm
from courses.scorm.models import ScormPackage
from courses.scorm.packing import BadPackage
from courses.scorm.rules import MOST_COUNTED, BadCommit
from courses.scorm.words import FAULTS, STANDARDS
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.db import new_id
from lms.core.errors import Missing, Refused
from lms.core.pages import share_words
from lms.core.web import takes_file

pages = Blueprint("packages", __name__, url_prefix="/courses")
share_words(pages, standard_words=STANDARDS)


@pages.get("/packages/")
@requires(CoursePermission.WRITE)
def packages() -> ResponseReturnValue:
    """All packages, and the form to send one."""
    return _list_page(PackageForm())


@pages.post("/packages/")
@takes_file
@requires(CoursePermission.WRITE)
def send() -> ResponseReturnValue:
    """Take a package in; what is wrong with it is said in a sentence."""
    form = PackageForm()
    if not form.validate():
        return _list_page(form), 422
    try:
        package = operations.take_in(
            form.file.body(), form.file.data.filename or "", by=g.actor, at=now()
        )
    except BadPackage as bad:
        where = bad.where or str(_("unknown"))
        return _list_page(form, str(FAULTS[bad.fault]) % {"where": where}), 422
    return redirect(url_for("packages.package", package_id=package.id), 303)


@pages.get("/packages/<uuid:package_id>")
@requires(CoursePermission.WRITE)
def package(package_id: UUID) -> ResponseReturnValue:
    """What is in a package, where it is used, and how learners fare."""
    found = queries.get_package(package_id)
    return _package_page(found, LessonForm(title=found.title))


@pages.post("/packages/<uuid:package_id>/lessons")
@requires(CoursePermission.WRITE)
def attach(package_id: UUID) -> ResponseReturnValue:
    """Add a lesson done in this package to a draft."""
    found, form = queries.get_package(package_id), LessonForm()
    form.offer(queries.drafts())
    if not form.validate():
        return _package_page(found, form), 422
    version = courses.get_version(UUID(form.version.data))
    try:
        operations.attach(
            version, found, form.title.data or "", form.body.data or "",
            by=g.actor, at=now(), lesson_id=_id("request_id"),
        )  # fmt: skip
    except Refused as refused:
        return _package_page(found, form, refused.message), refused.status
    return redirect(url_for("packages.package", package_id=package_id, _anchor="uses"), 303)


@pages.get("/packages/<uuid:package_id>/trial")
@requires(CoursePermission.WRITE)
def trial(package_id: UUID) -> ResponseReturnValue:
    """A package as learners will see it; nothing is kept."""
    wanted = request.args.get("part", "")
    shown = player.show(queries.get_package(package_id), g.actor.person_id, {}, wanted)
    page = render_template("courses/scorm/trial.html", package=shown, crumbs=_crumbs(shown.package))
    return player.framing(page, shown)


@pages.post("/lessons/<uuid:lesson_id>/runtime")
@requires(CoursePermission.LEARN)
def report(lesson_id: UUID) -> ResponseReturnValue:
    """What an activity reported, sent by the lesson page; answered in JSON."""
    lesson = courses.get_lesson(lesson_id)
    enrolment = courses.enrolment_for(g.actor, lesson, today().year)
    part, counter = _number("part"), _number("counter")
    try:
        run = operations.note(
            enrolment, lesson.id, part, counter, request.form.get("state", ""), at=now()
        )
    except BadCommit:
        return {"message": _("The package reported something that cannot be kept.")}, 422
    shown = player.shown_in(lesson, enrolment, str(part))
    assert shown is not None  # noqa: S101 - `note` found it
    return {
        "saved": sum(one.is_done for one in shown.parts),
        "of": len(shown.parts),
        "part": part,
        "counter": run.counter,
        "part_done": run.done_at is not None,
        "done": shown.is_done,
        "result": render_template("courses/scorm/_result.html", package=shown),
    }


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > MOST_COUNTED:
        raise UnprocessableEntity
    return int(text)


def _id(name: str) -> UUID:
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise Missing from None


def _list_page(form: PackageForm, problem: str = "") -> str:
    return render_template(
        "courses/scorm/packages.html", form=form, problem=problem, packages=queries.packages()
    )


def _package_page(found: ScormPackage, form: LessonForm, problem: str = "") -> str:
    drafts = queries.drafts()
    form.offer(drafts)
    return render_template(
        "courses/scorm/package.html",
        package=found,
        drafts=drafts,
        uses=queries.uses_of(found.id),
        form=form,
        problem=problem,
        request_id=new_id().hex,
        crumbs=[_crumbs(found)[0]],
    )


def _crumbs(found: ScormPackage) -> list[tuple[str, str]]:
    every = url_for("packages.packages"), str(_("Lesson packages"))
    return [every, (url_for("packages.package", package_id=found.id), found.title)]
