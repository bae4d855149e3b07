"""What the verify page says of a file somebody sent in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from certificates.finding_words import Said
from certificates.pdf_checking import Fault, Origin

ORIGIN = {
    Origin.KEPT: Said(
        _("This file is genuine and unchanged"),
        _("It is, byte for byte, the file that was issued."),
        "", "shield-check", "good",
    ),
    Origin.ADDED_TO: Said(
        _("Something was added to this file after it was issued"),
        _("It begins as a certificate of ours, but is no longer the file that was issued."),
        _("Ask for the file as it was issued, or check the QR code on the certificate."),
        "alert-triangle", "warn",
    ),
    Origin.CHANGED: Said(
        _("This is not the file that was issued"),
        _("It bears a number of ours, but was changed, saved anew or made by somebody else."),
        _("Do not rely on it. Ask for the file as it was issued, or check number and name."),
        "x", "bad",
    ),
    Origin.FOREIGN: Said(
        _("This file is not from us"),
        _("It is none of the files we issued, and bears no number of ours."),
        _("A scan or photograph? Then scan its QR code, or type code or number instead."),
        "search", "bad",
    ),
}  # fmt: skip
FAULT = {
    Fault.EMPTY: _("This file is empty. Choose the file of the certificate again."),
    Fault.NOT_PDF: _(
        "This file is not a PDF. Choose the certificate as it was downloaded, or scan the QR code."
    ),
    Fault.PASSWORD: _("This file is locked by a password. Ours never are."),
    Fault.BROKEN: _("This file is damaged and cannot be read. Ask for it to be sent once more."),
    Fault.BUSY: _("Many files are being looked at just now. Wait a minute and send it again."),
    Fault.TOO_LARGE: _(
        "This file takes too long to read. Ours are small; this is not one of them."
    ),
}
