"""Pages of the training years: opening one, what it requires, changing that from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.queries import latest_published
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.db import new_id
from lms.core.errors import Refused
from lms.core.forms import options
from lms.org.models import Level
from lms.org.queries import titles_of, units_of
from lms.requirements import duties, operations, queries
from lms.requirements.duties import Duty
from lms.requirements.forms import (
    ChangeRequirementForm,
    RequirementForm,
    YearForm,
    typed_from,
)
from lms.requirements.models import ClosingRule, Requirement, RequirementVersion, TrainingYear
from lms.requirements.operations import Wording
from lms.requirements.permissions import CoveragePermission
from lms.requirements.rules import Rule, read_rule
from lms.requirements.words import CLOSING_RULES, rule_sentence

pages = Blueprint("years", __name__, url_prefix="/requirements")


@pages.get("/years")
@requires(CoveragePermission.READ)
def years() -> ResponseReturnValue:
    """Every training year there is."""
    return render_template("requirements/years.html", years=duties.years(), rules=CLOSING_RULES)


@pages.get("/years/form")
@requires(CoveragePermission.SET)
def year_form() -> ResponseReturnValue:
    """The form that opens a year, filled with the year after the newest."""
    newest = next(iter(duties.years()), None)
    form = YearForm(
        year=newest.year + 1 if newest else today().year,
        legal_basis=newest.legal_basis if newest else "",
    )
    return render_template("requirements/year_form.html", form=form)


@pages.post("/years")
@requires(CoveragePermission.SET)
def open_year() -> ResponseReturnValue:
    """Open a year with the duty every year has."""
    form = YearForm()
    if not form.validate():
        return render_template("requirements/year_form.html", form=form), 422
    try:
        row = operations.open_year(
            form.data["year"],
            legal_basis=form.data["legal_basis"],
            closing_rule=ClosingRule(form.closing_rule.data),
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        page = render_template("requirements/year_form.html", form=form, problem=refused.message)
        return page, 409
    return redirect(url_for("years.year", year=row.year), 303)


@pages.get("/<int:year>")
@requires(CoveragePermission.READ)
def year(year: int) -> ResponseReturnValue:
    """What a year requires, read back in plain words, with every version there was."""
    row = duties.get_year(year)
    day = duties.counted_on(row, today())
    kept = list(duties.versions(row))
    units = _unit_names(day, [read_rule(version.rule) for _requirement, version in kept])
    versions: dict[Any, list[tuple[RequirementVersion, str]]] = {}
    for requirement, version in kept:
        sentence = rule_sentence(read_rule(version.rule), units)
        versions.setdefault(requirement, []).insert(0, (version, sentence))
    return render_template(
        "requirements/year.html",
        year=row,
        day=day,
        versions=versions,
        bound={d.requirement.id: queries.all_in(g.actor, d, day) for d in duties.duties(row, day)},
        rules=CLOSING_RULES,
    )


@pages.get("/<int:year>/duties/form")
@requires(CoveragePermission.SET)
def requirement_form(year: int) -> ResponseReturnValue:
    """The form for one duty more."""
    row = duties.get_year(year)
    form = _offer(RequirementForm(
        joined_before=date(year, 10, 1), due=row.closes, legal_basis=row.legal_basis, modules=1
    ))  # fmt: skip
    return _form_page(row, form)


@pages.post("/<int:year>/duties")
@requires(CoveragePermission.SET)
def add_requirement(year: int) -> ResponseReturnValue:
    """Read the rule back and say whom it binds; or keep it."""
    row, form = duties.get_year(year), _offer(RequirementForm())
    if not form.validate():
        return _form_page(row, form), 422
    try:
        if "preview" in request.form:
            return _read_back(row, form, _draft(row, form.rule()))
        operations.add_requirement(row, form.rule(), _wording(form), by=g.actor, at=now())
    except Refused as refused:
        return _form_page(row, form, problem=refused.message), 409
    return redirect(url_for("years.year", year=year), 303)


@pages.get("/<int:year>/duties/<string:code>/form")
@requires(CoveragePermission.SET)
def change_form(year: int, code: str) -> ResponseReturnValue:
    """The form that changes a duty, filled with what holds now."""
    row = duties.get_year(year)
    day = duties.counted_on(row, today())
    duty = duties.get_duty(row, day, code)
    form = _offer(ChangeRequirementForm(
        title=duty.title, legal_basis=duty.version.legal_basis, since=day, **typed_from(duty.rule)
    ))  # fmt: skip
    return _form_page(row, form, duty)


@pages.post("/<int:year>/duties/<string:code>/versions")
@requires(CoveragePermission.SET)
def change_requirement(year: int, code: str) -> ResponseReturnValue:
    """Read the changed rule back and say whom it binds; or keep it from the day on."""
    row = duties.get_year(year)
    duty = duties.get_duty(row, duties.counted_on(row, today()), code)
    form = _offer(ChangeRequirementForm())
    if not form.validate():
        return _form_page(row, form, duty), 422
    try:
        if "preview" in request.form:
            return _read_back(row, form, _draft(row, form.rule(), duty), duty)
        operations.change_requirement(
            duty.requirement, form.since.data, form.rule(), _wording(form), by=g.actor, at=now()
        )
    except Refused as refused:
        return _form_page(row, form, duty, problem=refused.message), 409
    return redirect(url_for("years.year", year=year), 303)


def _offer(form: RequirementForm) -> RequirementForm:
    """Fill in what may be ticked: modules and communes of today."""
    modules = {
        v.module.code: f"{v.module.code}. {v.title}"
        for v in sorted(latest_published(), key=lambda v: v.module.code)
    }
    form.listed.choices = form.compulsory.choices = options(modules)
    provinces = units_of(Level.PROVINCE, today())
    among = provinces if len(provinces) > 1 else units_of(Level.COMMUNE, today())
    form.units.choices = options({str(unit.id): unit.title for unit in among})
    return form


def _draft(year: TrainingYear, rule: Rule, changed: Duty | None = None) -> Duty:
    """A duty that is not kept, to count whom it would bind."""
    operations.refuse_flaw(year, rule)
    requirement = changed.requirement if changed else Requirement(year=year.year, code="")
    return Duty(requirement, RequirementVersion(id=new_id(), title=""), rule)


def _read_back(
    year: TrainingYear, form: RequirementForm, draft: Duty, duty: Duty | None = None
) -> str:
    day = duties.counted_on(year, today())
    sentence = rule_sentence(draft.rule, _unit_names(day, [draft.rule]))
    found = queries.counted_in(g.actor, draft, day)  # of a rule nobody has tallied
    return _form_page(year, form, duty, sentence=sentence, bound=found.bound, of=found.members)


def _form_page(
    year: TrainingYear, form: RequirementForm, duty: Duty | None = None, **more: object
) -> str:
    return render_template("requirements/duty_form.html", year=year, form=form, duty=duty, **more)


def _wording(form: RequirementForm) -> Wording:
    typed = form.data
    return Wording(typed["title"], typed["legal_basis"], typed.get("why", _("New duty")))


def _unit_names(day: date, rules: Sequence[Rule]) -> dict[str, str]:
    asked = {UUID(one) for rule in rules for one in rule.units}
    return {str(unit_id): title for unit_id, title in titles_of(asked, day).items()}
