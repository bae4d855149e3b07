"""Pages of the agencies that issue certificates."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from certificates import issuers
from certificates.models import Issuer
from certificates.permissions import CertificatePermission
from certificates.setting_forms import IssuerForm
from lms.core.access import requires
from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import StoredFile, show
from lms.core.web import takes_file

pages = Blueprint("issuers", __name__, url_prefix="/certificates/issuers")
SET = CertificatePermission.SET


@pages.get("/")
@requires(SET)
def overview() -> ResponseReturnValue:
    """Every issuer with what it prints."""
    return render_template("certificates/issuers/overview.html", issuers=issuers.issuers())


@pages.get("/form")
@requires(SET)
def form() -> ResponseReturnValue:
    """The form of one more."""
    return _form_page(IssuerForm())


@pages.post("/")
@requires(SET)
@takes_file
def enter() -> ResponseReturnValue:
    """Enter an issuer."""
    typed = IssuerForm()
    if not typed.validate():
        return _form_page(typed), 422
    try:
        issuers.enter_issuer(typed.letterhead(), typed.crest.body(), by=g.actor, at=now())
    except Refused as refused:
        return _form_page(typed, problem=refused.message), 409
    return redirect(url_for("issuers.overview"), 303)


@pages.get("/<uuid:issuer_id>")
@requires(SET)
def issuer(issuer_id: UUID) -> ResponseReturnValue:
    """The form of one, filled with what it prints now."""
    row = issuers.get_issuer(issuer_id)
    return _form_page(IssuerForm(obj=row), row)


@pages.post("/<uuid:issuer_id>")
@requires(SET)
@takes_file
def change(issuer_id: UUID) -> ResponseReturnValue:
    """Print something else from now on."""
    row, typed = issuers.get_issuer(issuer_id), IssuerForm()
    if not typed.validate():
        return _form_page(typed, row), 422
    try:
        issuers.change_issuer(
            row, typed.letterhead(), typed.crest.body(),
            without_crest=bool(typed.without_crest.data), by=g.actor, at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _form_page(typed, row, refused.message), 409
    return redirect(url_for("issuers.overview"), 303)


@pages.get("/<uuid:issuer_id>/crest.png")
@requires(SET)
def crest(issuer_id: UUID) -> Response:
    """The crest of one as it is printed."""
    row = issuers.get_issuer(issuer_id)
    if row.crest_id is None:
        raise Missing
    return show(db.session.get_one(StoredFile, row.crest_id))


def _form_page(form: IssuerForm, issuer: Issuer | None = None, problem: str = "") -> str:
    return render_template(
        "certificates/issuers/form.html",
        form=form,
        issuer=issuer,
        problem=problem,
        series_stands=issuer is not None and issuers.has_given_numbers(issuer),
    )
