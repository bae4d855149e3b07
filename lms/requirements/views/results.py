"""Pages of a closed year: what communes confirm, the decision, the seal and its editions."""

from __future__ import annotations

from uuid import UUID, uuid5

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import Form
from lms.core.jobs.asking import later, told
from lms.core.pages import share_words
from lms.core.web import takes_file
from lms.org.narrowing import narrowed
from lms.org.queries import NamedUnit, get_unit, stands
from lms.people.forms import DecisionForm
from lms.requirements import confirming, duties, results
from lms.requirements.forms import PackageForm, SealForm
from lms.requirements.jobs import SEAL
from lms.requirements.models import Seal, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.results import CommuneResult
from lms.requirements.seals import sealing
from lms.requirements.seals.checking import check_package
from lms.requirements.seals.package import REPORT, unzipped
from lms.requirements.words import RESULT_STAGES

pages = Blueprint("results", __name__, url_prefix="/requirements")
share_words(pages, result_stage_words=RESULT_STAGES)

SEALING = UUID("5ea1ed00-0000-4000-8000-000000000000")


@pages.get("/<int:year>/results")
@requires(CoveragePermission.READ)
def overview(year: int) -> ResponseReturnValue:
    """Every commune the actor may look at, and the seal; a commune goes straight to its page."""
    row = duties.get_year(year)
    if not g.actor.reach(CoveragePermission.READ).unit_ids:
        raise Missing
    rows = _shown(row)
    if len(rows) == 1 and not g.actor.may(CoveragePermission.SEAL):
        return redirect(url_for("results.commune", year=year, unit_id=rows[0].unit.id), 303)
    return _overview_page(row, rows, SealForm(formdata=None))


@pages.get("/<int:year>/results/<uuid:unit_id>")
@requires(CoveragePermission.READ)
def commune(year: int, unit_id: UUID) -> ResponseReturnValue:
    """A commune's figures, what was confirmed, and what is still to do."""
    row = duties.get_year(year)
    return _commune_page(row, results.get_result(g.actor, CoveragePermission.READ, row, unit_id))


@pages.post("/<int:year>/results/<uuid:unit_id>/confirmations")
@requires(CoveragePermission.CONFIRM)
def confirm(year: int, unit_id: UUID) -> ResponseReturnValue:
    """State that a commune's result is right."""
    row = duties.get_year(year)
    result = results.get_result(g.actor, CoveragePermission.CONFIRM, row, unit_id)
    try:
        confirming.confirm(row, result, by=g.actor, at=now())
    except Refused as refused:
        return _commune_page(row, result, problem=refused.message), 409
    return redirect(url_for("results.commune", year=year, unit_id=unit_id), 303)


@pages.post("/<int:year>/results/<uuid:unit_id>/decisions")
@requires(CoveragePermission.SEAL)
def decide(year: int, unit_id: UUID) -> ResponseReturnValue:
    """Accept a commune's result, or return it with a reason."""
    row, form = duties.get_year(year), DecisionForm()
    result = results.get_result(g.actor, CoveragePermission.SEAL, row, unit_id)
    if not form.validate():
        return _commune_page(row, result, form), 422
    try:
        confirming.decide(
            row,
            result,
            accept=form.decision.data == "accepted",
            reason=form.reason.data or "",
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _commune_page(row, result, form, refused.message), 409
    return redirect(url_for("results.overview", year=year, _anchor=f"unit-{unit_id}"), 303)


@pages.post("/<int:year>/seals")
@requires(CoveragePermission.SEAL)
def seal(year: int) -> ResponseReturnValue:
    """Seal the year beside the requests; the overview shows how far it is, then the edition."""
    row, form = duties.get_year(year), SealForm()
    unit = _own_unit(row, request.form.get("unit", type=UUID))
    rows = _shown(row)
    if not form.validate():
        return _overview_page(row, rows, form), 422
    at, reason = now(), form.reason.data or ""
    try:
        confirming.refuse_open_year(row, at)
        sealing.refuse_unexplained(
            results.communes(sealing.reader(unit), row), sealing.latest(year, unit.id), reason
        )
        later(
            SEAL, _key(year, unit), by=g.actor, at=at,
            year=year, unit_id=str(unit.id), reason=reason,
        )  # fmt: skip
    except Refused as refused:
        return _overview_page(row, rows, form, refused.message), 409
    return redirect(url_for("results.overview", year=year, _anchor="seal"), 303)


@pages.get("/<int:year>/seals/<uuid:seal_id>")
@requires(CoveragePermission.PACKAGE)
def edition(year: int, seal_id: UUID) -> ResponseReturnValue:
    """One edition: its figures beside those of today, its digest, and how it is verified."""
    found = _found(year, seal_id)
    row = duties.get_year(year)
    unit = get_unit(found.unit_id, row.closes)
    return render_template(
        "requirements/seal.html",
        year=row,
        seal=found,
        unit=unit,
        command=f"flask coverage verify {_package_name(found)}",
        compared=sealing.compared(found, row),
        titles={duty.code: duty.title for duty in duties.duties(row, row.closes)},
        editions=sealing.seals_of(year, [found.unit_id]),
    )


@pages.get("/<int:year>/seals/<uuid:seal_id>/package.zip")
@requires(CoveragePermission.PACKAGE)
def package(year: int, seal_id: UUID) -> Response:
    """The sealed package; it names everybody, so each download is logged."""
    found = _found(year, seal_id)
    body = sealing.package_of(found)
    record("seal.exported", found, by=g.actor, at=now(), label=str(year), file="package")
    return tables.download(body, "application/zip", _package_name(found))


@pages.get("/<int:year>/seals/<uuid:seal_id>/report.pdf")
@requires(CoveragePermission.PACKAGE)
def report(year: int, seal_id: UUID) -> Response:
    """The signed report inside the package."""
    found = _found(year, seal_id)
    body = unzipped(sealing.package_of(found))[REPORT]
    return tables.download(body, "application/pdf", f"bao-cao-{year}-ban-{found.edition}.pdf")


@pages.get("/seals/check")
@requires(CoveragePermission.PACKAGE)
def check_form() -> ResponseReturnValue:
    """The form that takes a package to check."""
    return render_template("requirements/seal_check.html", form=PackageForm(), found=None)


@pages.post("/seals/check")
@requires(CoveragePermission.PACKAGE)
@takes_file
def check() -> ResponseReturnValue:
    """Recompute a package that was sent in, from itself alone; nothing of it is kept."""
    form = PackageForm()
    if not form.validate():
        return render_template("requirements/seal_check.html", form=form, found=None), 422
    found = check_package(form.file.body())
    return render_template("requirements/seal_check.html", form=form, found=found)


def _package_name(found: Seal) -> str:
    return f"niem-phong-{found.year}-ban-{found.edition}.zip"


def _key(year: int, unit: NamedUnit) -> UUID:
    return uuid5(SEALING, f"{year} {unit.id}")


def _shown(row: TrainingYear) -> list[CommuneResult]:
    """The communes that are shown; who looks at the nation picks a province first."""
    part = narrowed(g.actor, CoveragePermission.READ, row.closes)
    return [] if part.choices else results.communes(part.actor, row)


def _own_units(row: TrainingYear) -> list[NamedUnit]:
    """The units the actor seals for, those that stood on the closing day."""
    roots = sorted(g.actor.reach(CoveragePermission.SEAL).unit_ids)
    return [get_unit(one, row.closes) for one in roots if stands(one, row.closes)]


def _own_unit(row: TrainingYear, unit_id: UUID | None) -> NamedUnit:
    for unit in _own_units(row):
        if unit_id in {None, unit.id}:
            return unit
    raise Missing


def _found(year: int, seal_id: UUID) -> Seal:
    """An edition of a unit within reach. Raises Missing."""
    for one in sealing.seals_of(year, list(g.actor.reach(CoveragePermission.PACKAGE).unit_ids)):
        if one.id == seal_id:
            return one
    raise Missing


def _overview_page(
    row: TrainingYear, rows: list[CommuneResult], form: SealForm, problem: str = ""
) -> str:
    units = _own_units(row)
    readable = list(g.actor.reach(CoveragePermission.PACKAGE).unit_ids)
    return render_template(
        "requirements/results.html",
        year=row,
        part=narrowed(g.actor, CoveragePermission.READ, row.closes),
        rows=rows,
        ready=sum(one.is_ready for one in rows),
        is_over=today() > row.closes,
        form=form,
        problem=problem,
        own=[(unit, told(_key(row.year, unit))) for unit in units],
        seals=sealing.seals_of(row.year, readable),
    )


def _commune_page(
    row: TrainingYear, result: CommuneResult, form: DecisionForm | None = None, problem: str = ""
) -> str:
    return render_template(
        "requirements/result.html",
        year=row,
        result=result,
        duties=duties.duties(row, row.closes),
        shares={code: results.coverage_in(one) for code, one in result.figures.items()},
        steps=results.steps_of(row, result.unit.id),
        is_over=today() > row.closes,
        may_confirm=g.actor.may(CoveragePermission.CONFIRM),
        may_decide=g.actor.may(CoveragePermission.SEAL),
        form=Form(),
        decision=form or DecisionForm(formdata=None),
        problem=problem,
    )
