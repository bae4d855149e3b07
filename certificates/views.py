"""Pages of certificates: one's own, and the public verify page."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import queries, rules
from certificates.document import to_document, verify_address
from certificates.forms import CodeForm, NameForm
from certificates.models import Certificate
from certificates.permissions import CertificatePermission
from lms.core.access import public, requires
from lms.core.limits import limited
from lms.core.names import fold, initials
from lms.core.tables import download

pages = Blueprint("certificates", __name__)
pages.add_app_template_filter(rules.shown_code, "shown_code")


@pages.get("/certificates/")
@requires(CertificatePermission.OWN)
def own() -> ResponseReturnValue:
    """The reader's certificates."""
    return render_template("certificates/own.html", certificates=queries.own(g.actor))


@pages.get("/certificates/<uuid:certificate_id>")
@requires(CertificatePermission.OWN)
def certificate(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate as a page: works where a phone cannot keep a PDF."""
    found = queries.get_own(g.actor, certificate_id)
    return render_template(
        "certificates/certificate.html", certificate=found, address=verify_address(found)
    )


@pages.get("/certificates/<uuid:certificate_id>/document.pdf")
@requires(CertificatePermission.OWN)
def document(certificate_id: UUID) -> Response:
    """The certificate to print or keep."""
    found = queries.get_own(g.actor, certificate_id)
    name = f"giay-chung-nhan-{found.number:06d}-{found.year}.pdf"
    return download(to_document(found), "application/pdf", name)


@pages.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Where anybody types the code of a certificate."""
    return render_template("certificates/verify.html", form=CodeForm(), status=None)


@pages.post("/verify")
@public
@limited("verify")
def verify_code() -> ResponseReturnValue:
    """Look a typed code up."""
    form = CodeForm()
    if not form.validate():
        return render_template("certificates/verify.html", form=form, status=None), 422
    code = rules.typed_code(form.code.data or "")
    if not rules.is_well_typed(code):
        status = rules.Status.MISTYPED
        return render_template("certificates/verify.html", form=form, status=status), 422
    found = queries.by_code(code)
    if found is None:
        status = rules.Status.UNKNOWN
        return render_template("certificates/verify.html", form=form, status=status), 404
    return redirect(url_for("certificates.verified", token=found.token), 303)


@pages.get("/verify/<string:token>")
@public
@limited("verify")
def verified(token: str) -> ResponseReturnValue:
    """What a QR code leads to: valid or unknown; the name only as initials."""
    found = queries.by_token(token)
    if found is None:
        status = rules.Status.UNKNOWN
        return render_template("certificates/verify.html", form=CodeForm(), status=status), 404
    return _verified_page(found, NameForm(), None)


@pages.post("/verify/<string:token>/name")
@public
@limited("verify")
def compare_name(token: str) -> ResponseReturnValue:
    """Whether a typed name is the one on the certificate; it is never shown to who asks."""
    found = queries.by_token(token)
    if found is None:
        status = rules.Status.UNKNOWN
        return render_template("certificates/verify.html", form=CodeForm(), status=status), 404
    form = NameForm()
    if not form.validate():
        return _verified_page(found, form, None), 422
    same = fold(form.full_name.data or "") == fold(found.holder_name)
    return _verified_page(found, form, same)


def _verified_page(found: Certificate, form: NameForm, same: bool | None) -> str:
    return render_template(
        "certificates/verified.html",
        certificate=found,
        initials=initials(found.holder_name),
        form=form,
        same=same,
    )
