"""Pages for anybody who wants to know what a certificate is worth."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import queries, rules
from certificates.forms import CodeForm, NameForm
from certificates.models import Certificate
from lms.core.access import public
from lms.core.clock import today
from lms.core.limits import limited
from lms.core.names import fold, initials

pages = Blueprint("verifying", __name__)


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
    return redirect(url_for("verifying.verified", token=found.token), 303)


@pages.get("/verify/<string:token>")
@pages.get("/v/<string:token>")
@public
@limited("verify")
def verified(token: str) -> ResponseReturnValue:
    """What a QR code leads to: valid or unknown; the name only as initials."""
    found = queries.by_token(token.partition(".")[0])
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
        status=queries.status(found, today()),
        initials=initials(found.holder_name),
        form=form,
        same=same,
    )
