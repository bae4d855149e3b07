"""Pages for certificates signed outside: take unsigned ones along, send signed ones back."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from certificates import returned, returned_files
from certificates.permissions import CertificatePermission
from certificates.returned import Fate, Returned
from certificates.returned_files import BadReturn
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.forms import FileField, Filled, Form
from lms.core.pages import share_words
from lms.core.signing import trusted_roots
from lms.core.tables import download
from lms.core.web import takes_file

pages = Blueprint("returned", __name__, url_prefix="/certificates/returned")
FATES = {
    Fate.TAKEN: (_("Taken: everybody gets this one from now on"), "good", "circle-check"),
    Fate.TWICE: (_("Kept already: nothing was changed"), "", "check"),
    Fate.UNSIGNED: (_("Nobody has signed it yet"), "warn", "alert-triangle"),
    Fate.CHANGED: (_("Changed: more than a signature, or the signature does not hold"), "bad", "x"),
    Fate.UNKNOWN: (_("Not one of our documents"), "bad", "x"),
}
share_words(pages, return_fate_words=FATES)


class ReturnForm(Form):
    """Signed PDFs to take back."""

    file = FileField(
        _("A signed PDF, or a ZIP of signed PDFs"), [Filled(_("Please choose a file."))]
    )


@pages.get("")
@requires(CertificatePermission.ISSUE)
def overview() -> ResponseReturnValue:
    """What waits for a signature, and where signed ones are sent back."""
    return _page(ReturnForm(formdata=None))


@pages.get("/unsigned.zip")
@requires(CertificatePermission.ISSUE)
def unsigned_file() -> ResponseReturnValue:
    """The oldest unsigned documents as a ZIP. Each time is recorded; where none wait, the page."""
    rows, _number = returned.unsigned(g.actor, today())
    if not rows:
        return redirect(url_for("returned.overview"))
    body = returned.zipped(rows)
    record("certificate.exported", g.actor, by=g.actor, at=now(), rows=len(rows), file="zip")
    return download(body, "application/zip", "chua-ky.zip")


@pages.post("")
@requires(CertificatePermission.ISSUE)
@takes_file
def take() -> ResponseReturnValue:
    """Take signed ones in; what became of each file is said one by one."""
    form = ReturnForm()
    if not form.validate():
        return _page(form), 422
    try:
        files = returned_files.split(form.file.body(), form.file.data.filename or "")
        outcomes = returned.take(files, by=g.actor, at=now(), day=today())
    except BadReturn as bad:
        return _page(form, bad.message), 422
    return _page(ReturnForm(formdata=None), outcomes=outcomes)


def _page(form: ReturnForm, problem: str = "", outcomes: Sequence[Returned] = ()) -> str:
    waiting, number = returned.unsigned(g.actor, today())
    return render_template(
        "certificates/issued/returned.html",
        form=form,
        problem=problem,
        outcomes=outcomes,
        taken=sum(one.fate is Fate.TAKEN for one in outcomes),
        waiting=waiting,
        number=number,
        most=returned.MOST_AT_ONCE,
        knows_roots=bool(trusted_roots()),
    )
