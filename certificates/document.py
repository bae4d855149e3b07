"""A certificate as a document: frozen facts → HTML → PDF."""

from __future__ import annotations

from flask import current_app, render_template

from certificates.models import Certificate
from certificates.rules import shown_code
from lms.core.i18n import long_day
from lms.core.pdf import to_pdf
from lms.core.pictures import qr_picture


def to_document(certificate: Certificate) -> bytes:
    """The PDF of a certificate, the same bytes each time."""
    return to_pdf(to_page(certificate), to_style(certificate))


def to_page(certificate: Certificate) -> str:
    """The certificate as HTML for print."""
    address = verify_address(certificate)
    return render_template(
        certificate.document,
        certificate=certificate,
        code=shown_code(certificate.code),
        place_and_day=f"{certificate.place}, {long_day(certificate.issued_on)}",
        address=f"{current_app.config['PUBLIC_URL']}/verify",
        qr=qr_picture(address),
    )


def to_style(certificate: Certificate) -> str:
    """The style that belongs to the certificate's template."""
    return render_template(certificate.document.replace(".html", ".css"))


def verify_address(certificate: Certificate) -> str:
    """Where the QR code leads: 128 random bits, nothing about the person."""
    return f"{current_app.config['PUBLIC_URL']}/verify/{certificate.token}"
