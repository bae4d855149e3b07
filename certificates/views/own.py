"""Pages of certificates for their holders."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from certificates import documents, editions, names, pictures, queries, rules
from certificates.models import Certificate
from certificates.permissions import CertificatePermission
from certificates.transcripts import years_of
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.tables import PDF, download

pages = Blueprint("certificates", __name__)
pages.add_app_template_filter(rules.shown_code, "shown_code")


@pages.get("/certificates/")
@requires(CertificatePermission.OWN)
def own() -> ResponseReturnValue:
    """The reader's certificates of all years, what waits for the name, the transcripts."""
    person_id = g.actor.person_id
    return render_template(
        "certificates/own.html",
        certificates=queries.own(g.actor),
        check=queries.name_check(person_id),
        waiting=names.waiting_for([person_id], today(), at=now()),
        years=years_of(person_id, today()),
    )


@pages.get("/certificates/<uuid:certificate_id>")
@requires(CertificatePermission.OWN)
def certificate(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate as a page: works where a phone cannot keep a PDF."""
    found = queries.get_own(g.actor, certificate_id)
    address = url_for("verifying.verified", token=found.token, _external=True)
    return render_template(
        "certificates/certificate.html",
        certificate=found,
        replacement=editions.replacement_of(found.id),
        address=address,
    )


@pages.get("/certificates/<uuid:certificate_id>/document.pdf")
@requires(CertificatePermission.OWN)
def document(certificate_id: UUID) -> Response:
    """The certificate to print or keep."""
    found = queries.get_own(g.actor, certificate_id)
    body = documents.body_of(documents.ensured(found))
    return download(body, PDF, f"{file_name(found)}.pdf")


@pages.get("/certificates/<uuid:certificate_id>/picture.webp")
@requires(CertificatePermission.OWN)
def picture(certificate_id: UUID) -> AnyResponse:
    """The certificate as a picture in our pages."""
    return pictures.shown(queries.get_own(g.actor, certificate_id), pictures.SMALL)


@pages.get("/certificates/<uuid:certificate_id>/large-picture.webp")
@requires(CertificatePermission.OWN)
def large_picture(certificate_id: UUID) -> AnyResponse:
    """The same, large enough to read everything."""
    return pictures.shown(queries.get_own(g.actor, certificate_id), pictures.LARGE)


@pages.get("/certificates/<uuid:certificate_id>/picture.jpg")
@requires(CertificatePermission.OWN)
def picture_to_keep(certificate_id: UUID) -> Response:
    """The certificate as a picture to keep and send on: a kind every phone and chat app takes."""
    found = queries.get_own(g.actor, certificate_id)
    body = documents.body_of(documents.ensured(found))
    drawn = pictures.kept_picture(body, pictures.LARGE, "JPEG")
    return download(drawn, "image/jpeg", f"{file_name(found)}.jpg")


def file_name(found: Certificate) -> str:
    """What a file of a certificate is called, without its ending."""
    return f"giay-chung-nhan-{found.number:06d}-{found.book_year}"
