"""What the verify page says of each finding: heading, sentence, what next, icon and colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _

from certificates.checking import Finding, Forgery
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


def said(finding: Finding) -> Said:
    """How a finding is told."""
    return FORGERY[finding.forgery] if finding.forgery else STATUS[finding.status]
