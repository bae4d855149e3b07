"""What a phone says of a QR code without network; the same words where it knows as much."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from certificates.checking import Forgery
from certificates.finding_words import FORGERY, STATUS, Said
from certificates.rules import Status

PHONE = {
    **{status.value: STATUS[status] for status in (
        Status.EXPIRED, Status.REPLACED, Status.REVOKED, Status.VOID,
    )},
    "valid": Said(
        _("This certificate is valid"),
        _("Its QR code is signed by us, and it is not among those that were revoked or replaced."),
        _("Compare number and name with the paper in your hand."),
        "circle-check", "good",
    ),
    "forged": FORGERY[Forgery.ALTERED],
    "withdrawn": FORGERY[Forgery.WITHDRAWN],
    "newer": Said(
        _("The QR code is genuine"),
        _(
            "It was issued after the list on this phone was made: "
            "whether it still holds is not known."
        ),
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
