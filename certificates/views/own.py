"""Pages of certificates for their holders."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, render_template
from flask.typing import ResponseReturnValue

from certificates import documents, queries, rules
from certificates.permissions import CertificatePermission
from lms.core.access import requires
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
    return render_template("certificates/certificate.html", certificate=found)


@pages.get("/certificates/<uuid:certificate_id>/document.pdf")
@requires(CertificatePermission.OWN)
def document(certificate_id: UUID) -> Response:
    """The certificate to print or keep."""
    found = queries.get_own(g.actor, certificate_id)
    name = f"giay-chung-nhan-{found.number:06d}-{found.book_year}.pdf"
    body = documents.body_of(documents.ensured(found))
    return download(body, "application/pdf", name)
