"""Pages of packages: a version to take away; one that was sent, looked at, taken as a draft."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses import queries as modules
from courses.manuscript_faults import Broken
from courses.packages import operations, queries
from courses.packages.archive import ZIP
from courses.packages.forms import PackageForm
from courses.packages.models import ModulePackage
from courses.packages.reader import read_package
from courses.permissions import CoursePermission
from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.i18n import language
from lms.core.markup import word_count
from lms.core.markup_blocks import size_words, spoken
from lms.core.web import takes_file
from quizzes.items import KINDS
from quizzes.permissions import QuizPermission

pages = Blueprint("module_packages", __name__, url_prefix="/courses")


@pages.get("/manuscripts/<uuid:version_id>/package")
@requires(CoursePermission.REVIEW)
def export(version_id: UUID) -> Response:
    """A version as a package. The right answers are in it, so who may not see them may not."""
    if not g.actor.may(QuizPermission.READ_KEYS):
        raise Missing
    version = modules.get_version(version_id)
    body = queries.package_of(version)
    record(
        "module.exported", version, by=g.actor, at=now(), label=version.title,
        version=version.number,
    )  # fmt: skip
    return tables.download(body, ZIP, queries.file_name(version))


@pages.get("/module-packages/")
@requires(CoursePermission.WRITE)
def form() -> ResponseReturnValue:
    """Send a package, and see those sent before."""
    return _send_page(PackageForm())


@pages.post("/module-packages/")
@takes_file
@requires(CoursePermission.WRITE)
def send() -> ResponseReturnValue:
    """Read a package; what is wrong with it is named by file and line."""
    _check_author()
    sent = PackageForm()
    if not sent.validate():
        return _send_page(sent), 422
    try:
        package_id = UUID(hex=sent.package_id.data or "")
    except ValueError:
        raise Missing from None
    try:
        arrived = read_package(sent.file.body())
    except Broken as broken:
        return _send_page(PackageForm(formdata=None), broken), broken.status
    name = sent.file.data.filename or ""
    one = operations.keep(package_id, arrived, file_name=name, by=g.actor, at=now())
    return redirect(url_for("module_packages.package", package_id=one.id), 303)


@pages.get("/module-packages/<uuid:package_id>")
@requires(CoursePermission.WRITE)
def package(package_id: UUID) -> ResponseReturnValue:
    """What is in a package and what it would become, or became."""
    return _package_page(queries.get_package(g.actor, package_id))


@pages.post("/module-packages/<uuid:package_id>/draft")
@requires(CoursePermission.WRITE)
def take(package_id: UUID) -> ResponseReturnValue:
    """Take a package over as a draft."""
    _check_author()
    one = queries.get_package(g.actor, package_id)
    try:
        version = operations.take(one, by=g.actor, at=now())
    except Refused as refused:
        return _package_page(one, refused.message), refused.status
    return redirect(url_for("courses.manuscript", version_id=version.id), 303)


def _check_author() -> None:
    """A package brings questions into a bank: who may not write those may not take it."""
    if not g.actor.may(QuizPermission.WRITE):
        raise Missing


def _send_page(form: PackageForm, broken: Broken | None = None) -> str:
    return render_template(
        "courses/packages/import.html",
        form=form,
        broken=broken,
        mine=queries.packages_of(g.actor),
    )


def _package_page(one: ModulePackage, problem: str = "") -> str:
    folder = queries.folder_of(one)
    newest = modules.newest_version(folder.script.code)
    kinds = Counter(item.kind for item in folder.items)
    return render_template(
        "courses/packages/package.html",
        one=one,
        problem=problem,
        folder=folder,
        script=folder.script,
        word_counts=[word_count(lesson.body) for lesson in folder.script.lessons],
        kinds=[(KINDS[name].TITLE, count) for name, count in kinds.most_common()],
        shown=[
            (words, [(name, size_words(len(body), language())) for name, body in some.items()])
            for words, some in (
                (_("Pictures, recordings and films"), folder.media),
                (_("Lesson packages"), folder.activities),
            )
            if some
        ],
        language_word=spoken(folder.script.language, language()),
        newest=newest,
        known=queries.known_items(folder) if not one.taking else None,
        unchanged=not one.taking and newest is not None and queries.is_unchanged(one, newest),
        taken=modules.get_version(one.taking.version_id) if one.taking else None,
        form=Form(),
    )
