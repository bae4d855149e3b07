"""Pages for anybody who wants to know what a certificate is worth."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import checking, file_words, finding_words, pdf_checking, queries, rules
from certificates.checking import Finding
from certificates.forms import CodeForm, FileForm, NameForm, NumberForm
from certificates.pdf_checking import BadPdf
from certificates.rules import Status
from lms.core.access import public
from lms.core.clock import now, today
from lms.core.forms import Form
from lms.core.limits import limited
from lms.core.web import takes_file

pages = Blueprint("verifying", __name__)
# Which HTTP status a program sees; a forged code is found, and found wanting.
HTTP = {Status.UNKNOWN: 404, Status.MISTYPED: 422}


@pages.after_request
def tell_nobody(response: Response) -> Response:
    """The address is as good as the paper: no site that a reader goes on to may see it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/verify")
@public
def verify_form() -> ResponseReturnValue:
    """Where anybody types a code or a number, or sends a file."""
    return _form_page()


@pages.post("/verify")
@public
@limited("verify")
def verify_code() -> ResponseReturnValue:
    """Look a typed code up."""
    form = CodeForm()
    if not form.validate():
        return _form_page(code=form), 422
    finding = checking.by_code(form.code.data or "", today())
    if finding.certificate is None:
        return _form_page(finding, code=form), HTTP[finding.status]
    return redirect(url_for("verifying.verified", token=finding.certificate.token), 303)


@pages.post("/verify/number")
@public
@limited("verify")
def verify_number() -> ResponseReturnValue:
    """Look a number up; only who knows the full name is told more than that it is unknown."""
    form = NumberForm()
    if not form.validate():
        return _form_page(number=form), 422
    finding = checking.by_number(form.number.data or "", form.full_name.data or "", today())
    if finding.certificate is None:
        return _form_page(finding, number=form), HTTP.get(finding.status, 200)
    return _finding_page(finding)


@pages.post("/verify/file")
@public
@limited("verify")
@takes_file
def verify_file() -> ResponseReturnValue:
    """Whether a PDF is the one that was issued."""
    form = FileForm()
    if not form.validate():
        return _form_page(file=form), 422
    try:
        found = pdf_checking.examine(form.file.body(), today())
    except BadPdf as error:
        form.file.errors = [file_words.FAULT[error.fault]]
        return _form_page(file=form), 422
    return render_template(
        "certificates/verified_file.html", found=found, said=file_words.ORIGIN[found.origin],
        worth=finding_words.said(found.finding) if found.finding else None,
    )  # fmt: skip


@pages.get("/verify/<string:token>")
@pages.get("/v/<string:token>")
@public
@limited("verify")
def verified(token: str) -> ResponseReturnValue:
    """What a QR code leads to; the name only as initials."""
    plain, _dot, claim = token.partition(".")
    finding = checking.by_address(plain, claim, today())
    return _finding_page(finding), HTTP.get(finding.status, 200)


@pages.post("/verify/<string:token>/name")
@public
@limited("verify")
def compare_name(token: str) -> ResponseReturnValue:
    """Whether a typed name is the one on the certificate; shown in full to who knows it."""
    found = queries.by_token(token)
    if found is None:
        return _finding_page(checking.UNKNOWN), 404
    form = NameForm()
    if not form.validate():
        return _finding_page(checking.of_certificate(found, today()), form), 422
    same = checking.is_same_name(found, form.full_name.data or "")
    finding = checking.of_certificate(found, today(), shows_name=same)
    return _finding_page(finding, form, same=same)


def _finding_page(
    finding: Finding, form: NameForm | None = None, *, same: bool | None = None
) -> str:
    return render_template(
        "certificates/verified.html",
        finding=finding,
        said=finding_words.said(finding),
        form=form or NameForm(formdata=None),
        same=same,
        checked_at=now(),
    )


def _form_page(
    finding: Finding | None = None, *, code: Form | None = None, number: Form | None = None,
    file: Form | None = None,
) -> str:  # fmt: skip
    return render_template(
        "certificates/verify.html",
        said=finding_words.said(finding) if finding else None,
        finding=finding,
        sent=code or number or file,
        code=code or CodeForm(formdata=None),
        number=number or NumberForm(formdata=None),
        file=file or FileForm(formdata=None),
        letters=rules.RANDOM_LETTERS,
    )
