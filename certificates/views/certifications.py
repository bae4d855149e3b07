"""Pages of what earns a certificate: founding one, its terms and their history, its end."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates import certifications, design_choices, issuers
from certificates.models import Certification
from certificates.permissions import CertificatePermission
from certificates.setting_forms import CertificationForm, TermsForm, typed_from
from certificates.setting_words import SIGNINGS, VALIDITIES
from certificates.terms_words import change_words
from courses.queries import latest_of_all
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.forms import options

pages = Blueprint("certifications", __name__, url_prefix="/certificates/certifications")
SET = CertificatePermission.SET
F = TypeVar("F", bound=TermsForm)


@pages.get("/")
@requires(SET)
def overview() -> ResponseReturnValue:
    """Every certification with its terms in force."""
    rows = certifications.certifications()
    return render_template(
        "certificates/certifications/overview.html",
        rows=rows,
        issued=certifications.issued_under([row.certification_id for row in rows]),
        modules=_module_titles(),
        validities=VALIDITIES,
    )


@pages.get("/form")
@requires(SET)
def form() -> ResponseReturnValue:
    """The form of one more."""
    return _form_page(_offer(CertificationForm()))


@pages.post("/")
@requires(SET)
def enter() -> ResponseReturnValue:
    """Found a certification with its first terms."""
    typed = _offer(CertificationForm())
    if not typed.validate():
        return _form_page(typed), 422
    try:
        row = certifications.found(typed.data["code"], *_asked(typed), by=g.actor, at=now())
    except Refused as refused:
        return _form_page(typed, problem=refused.message), 409
    return redirect(url_for("certifications.certification", certification_id=row.id), 303)


@pages.get("/<uuid:certification_id>")
@requires(SET)
def certification(certification_id: UUID) -> ResponseReturnValue:
    """The terms in force, and every set of terms there was."""
    row = certifications.get_certification(certification_id)
    return _page(row)


@pages.get("/<uuid:certification_id>/terms/form")
@requires(SET)
def terms_form(certification_id: UUID) -> ResponseReturnValue:
    """The form of new terms, filled with those in force."""
    row = certifications.get_certification(certification_id)
    in_force = certifications.history(row)[0].terms
    return _form_page(
        _offer(TermsForm(data=typed_from(in_force)), in_force.template_version_id), row
    )


@pages.post("/<uuid:certification_id>/terms")
@requires(SET)
def set_terms(certification_id: UUID) -> ResponseReturnValue:
    """Ask for something else from now on."""
    row = certifications.get_certification(certification_id)
    in_force = certifications.history(row)[0].terms
    typed = _offer(TermsForm(), in_force.template_version_id)
    if not typed.validate():
        return _form_page(typed, row), 422
    try:
        certifications.change(row, *_asked(typed), by=g.actor, at=now())
    except Refused as refused:
        return _form_page(typed, row, refused.message), 409
    return redirect(url_for("certifications.certification", certification_id=row.id), 303)


@pages.post("/<uuid:certification_id>/end")
@requires(SET)
def end(certification_id: UUID) -> ResponseReturnValue:
    """Issue no more of it."""
    row = certifications.get_certification(certification_id)
    try:
        certifications.end(row, by=g.actor, at=now())
    except Refused as refused:
        return _page(row, refused.message), 409
    return redirect(url_for("certifications.certification", certification_id=row.id), 303)


def _asked(typed: TermsForm) -> Any:
    """(issuer, what is asked) as typed; a design of the gallery becomes a version when chosen."""
    version = design_choices.chosen(typed.data["design"], by=g.actor, at=now())
    return issuers.get_issuer(UUID(typed.data["issuer"])), typed.asked(version.id)


def _offer(form: F, version_id: UUID | None = None) -> F:
    """Fill in what may be chosen."""
    modules = _module_titles()
    form.modules.choices = options({str(key): title for key, title in modules.items()})
    topics = {v.module.code: f"{v.module.code}. {v.title}" for v in _modules()}
    form.class_topic.choices = options({"": _("Classes about anything"), **topics})
    if form.class_topic.data and form.class_topic.data not in topics:
        form.class_topic.choices += options({form.class_topic.data: form.class_topic.data})
    form.issuer.choices = options({str(one.id): one.name for one in issuers.issuers()})
    form.design.choices = options(design_choices.offered(version_id))
    return form


def _modules() -> list[Any]:
    return sorted(latest_of_all(), key=lambda v: v.module.code)


def _module_titles() -> dict[UUID, str]:
    return {v.module_id: f"{v.module.code}. {v.title}" for v in _modules()}


def _page(row: Certification, problem: str = "") -> str:
    modules, changes = _module_titles(), certifications.history(row)
    return render_template(
        "certificates/certifications/certification.html",
        certification=row,
        terms=changes[0].terms,
        design=design_choices.words_of(changes[0].terms.template_version_id),
        changes=[(one.terms, change_words(one, modules)) for one in changes],
        issued=certifications.issued_under([row.id]).get(row.id, 0),
        modules=modules,
        validities=VALIDITIES,
        signings=SIGNINGS,
        problem=problem,
    )


def _form_page(form: TermsForm, row: Certification | None = None, problem: str = "") -> str:
    return render_template(
        "certificates/certifications/form.html", form=form, certification=row, problem=problem
    )
