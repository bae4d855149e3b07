"""Verbs of the keys of claims: withdraw one, seal one for the safe, put one back."""

from __future__ import annotations

from datetime import date, datetime, time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from flask_babel import gettext as _

from certificates import keys
from certificates.key_models import ClaimKey
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.clock import ZONE
from lms.core.errors import Missing, Refused
from lms.core.names import tidy

SHORTEST_PASSWORD = 12


def withdraw_key(
    key_id: str, bad_since: date, note: str, *, by: Actor, at: datetime
) -> ClaimKey | None:
    """No longer believe what a key signed from a day on; the new key when it was the current one.

    Refused a second time, without a reason, or for a day to come.
    """
    row, bad_at = get_key(key_id), datetime.combine(bad_since, time(), ZONE)
    if row.withdrawn_at is not None:
        raise Refused(_("This key was withdrawn before."))
    if not tidy(note):
        raise Refused(_("Please say why the key is withdrawn."))
    if bad_at > at:
        raise Refused(_("A key cannot be bad from a day that is still to come."))
    was_current = keys.current_key() is row
    row.withdrawn_at, row.bad_since, row.note = at, bad_at, tidy(note)
    row.until = row.until or at
    record("claim_key.withdrawn", row, by=by, at=at, label=key_id, bad_since=str(bad_since))
    return keys.make_key("", by=by, at=at) if was_current else None


def sealed_backup(key_id: str, password: str) -> bytes:
    """The private key as a PEM file sealed with a password (PKCS#8, AES-256). Raises NoKey."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refused(_("The password needs %(n)s letters or more.", n=SHORTEST_PASSWORD))
    private = keys.private_key(get_key(key_id).key_id)
    seal = BestAvailableEncryption(password.encode())
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, seal)


def put_back(body: bytes, password: str) -> ClaimKey:
    """Take a sealed backup in again. Refused for a wrong password or a key that is not ours."""
    try:
        private = load_pem_private_key(body, password.encode())
    except (ValueError, TypeError):
        raise Refused(
            _("The file cannot be opened: it is damaged or the password is wrong.")
        ) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise Refused(_("The file holds no key for certificates."))
    row = keys.find_key(keys.id_of(private.public_key().public_bytes_raw()))
    if row is None:
        raise Refused(_("The key in this file was never one of this system."))
    keys.keep_private(private)
    return row


def get_key(key_id: str) -> ClaimKey:
    """A key by its id. Raises Missing."""
    row = keys.find_key(key_id)
    if row is None:
        raise Missing(_("There is no key %(key)s.", key=key_id))
    return row
