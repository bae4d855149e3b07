"""What the verify page says of each finding: heading, sentence, what next, icon and colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from certificates.checking import Finding, Forgery
from certificates.pdf_checking import Fault, Origin
from certificates.rules import Status


@dataclass(frozen=True)
class Said:
    """How a finding is told; `kind` is the colour: good, warn or bad."""

    title: Any
    text: Any
    next: Any
    icon: str
    kind: str


STATUS = {
    Status.VALID: Said(
        _("This certificate is valid"),
        _("It stands in the book of the agency that issued it."),
        _("Compare number and name with the paper in your hand."),
        "circle-check", "good",
    ),
    Status.EXPIRING: Said(
        _("This certificate is valid, but soon over"),
        _("It holds to the day below. The time to learn again has come."),
        _("Compare number and name with the paper in your hand."),
        "clock", "good",
    ),
    Status.EXPIRED: Said(
        _("This certificate has expired"),
        _("It was genuine, but the last day on which it held is over."),
        _("Ask the holder for a newer certificate."),
        "calendar", "warn",
    ),
    Status.REPLACED: Said(
        _("This certificate was replaced by a new one"),
        _("It was issued anew with corrected facts; this paper no longer counts."),
        _("Ask the holder for the certificate with the new number."),
        "refresh", "warn",
    ),
    Status.REVOKED: Said(
        _("This certificate was revoked"),
        _("The agency took it back by a decision. It does not count any more."),
        _("Do not accept it. If you have questions, ask the agency named below."),
        "x", "bad",
    ),
    Status.VOID: Said(
        _("This number is void"),
        _("The number stands in the book as spoiled: no certificate bears it."),
        _("A paper with this number is not genuine. Tell the agency named on it."),
        "archive", "bad",
    ),
    Status.UNKNOWN: Said(
        _("We do not know this certificate"),
        _("Nothing in our books fits what you gave."),
        _("Look at the paper once more. If it is the same, ask the agency named on it."),
        "search", "bad",
    ),
    Status.MISTYPED: Said(
        _("Something is mistyped"),
        _("A letter or digit is wrong or missing: the check character does not agree."),
        _("Compare it with the paper once more, letter by letter."),
        "alert-triangle", "warn",
    ),
}  # fmt: skip
FORGERY = {
    Forgery.ALTERED: Said(
        _("This QR code is not genuine"),
        _("It was not made by us, or somebody changed it."),
        _("Do not accept the paper. Keep a photograph of it and tell the agency named on it."),
        "alert-triangle", "bad",
    ),
    Forgery.OTHER: Said(
        _("This QR code belongs to another certificate"),
        _("Parts of two genuine codes were put together."),
        _("Do not accept the paper. Keep a photograph of it and tell the agency named on it."),
        "copy", "bad",
    ),
    Forgery.WITHDRAWN: Said(
        _("This QR code was made with a stolen key"),
        _("The key it was signed with was lost or stolen, and no book knows this certificate."),
        _("Do not accept the paper. Keep a photograph of it and tell the agency named on it."),
        "lock", "bad",
    ),
}  # fmt: skip
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
    Fault.TOO_LARGE: _("This file takes too long to read. Ours are small; this is not one of them."),
}


def said(finding: Finding) -> Said:
    """How a finding is told."""
    return FORGERY[finding.forgery] if finding.forgery else STATUS[finding.status]


# What a phone says without network; the same words where it knows as much.
PHONE = {
    **{status.value: STATUS[status] for status in (
        Status.VALID, Status.EXPIRED, Status.REPLACED, Status.REVOKED, Status.VOID,
    )},
    "forged": FORGERY[Forgery.ALTERED],
    "withdrawn": FORGERY[Forgery.WITHDRAWN],
    "newer": Said(
        _("The QR code is genuine"),
        _("It was issued after the list on this phone was made: whether it still holds is not known."),
        _("Check it again with network."),
        "clock", "warn",
    ),
    "unlisted": Said(
        _("The QR code is genuine"),
        _("Whether the certificate was revoked since can only be said with network."),
        _("Check it again with network."),
        "clock", "warn",
    ),
    "unsure": Said(
        _("This cannot be said without network"),
        _("The key of this QR code was withdrawn later; only the book tells what it made before."),
        _("Check it again with network."),
        "lock", "warn",
    ),
    "stranger": Said(
        _("This phone does not know the key of this QR code"),
        _("The key is newer than the keys on this phone, or the code is not genuine."),
        _("Do not rely on it before it was checked with network."),
        "alert-triangle", "warn",
    ),
    "short": Said(
        _("This address can only be looked up with network"),
        _("What a phone could check by itself is missing in it."),
        _("Scan the QR code on the certificate instead, or check again with network."),
        "cloud-off", "warn",
    ),
    "unread": Said(
        _("This is no address of a certificate"),
        _("The address of a QR code has two long parts with a dot between them."),
        _("Copy it whole, or type the code on the page with network."),
        "alert-triangle", "warn",
    ),
    "unready": Said(
        _("This phone cannot check without network yet"),
        _("Our keys are not on it: open the check page once with network."),
        _("Check it again with network."),
        "cloud-off", "warn",
    ),
}  # fmt: skip
