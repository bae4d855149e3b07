"""The keys that sign claims: which signs now, which are believed, and where they lie."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from flask import current_app
from sqlalchemy import select

from certificates.claims import from_text, to_text
from certificates.key_models import ClaimKey
from lms.core.access import SYSTEM, Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.signing import NoKey
from lms.core.store import make_private


def signing_key(at: datetime) -> tuple[str, Ed25519PrivateKey]:
    """Id and private half of the key that signs now; the first one is made when there is none.

    Raises NoKey when its file is gone: a backup must be put back, or a new key made.
    """
    current = current_key() or make_key("", by=SYSTEM, at=at)
    return current.key_id, private_key(current.key_id)


def current_key() -> ClaimKey | None:
    """The key that signs now; None before the first one is made.

    It signs what a phone reports late, too: `since` is when it was made, not a bound.
    """
    return db.session.scalar(
        select(ClaimKey)
        .where(ClaimKey.until.is_(None), ClaimKey.withdrawn_at.is_(None))
        .order_by(ClaimKey.since.desc(), ClaimKey.id)
        .limit(1)
    )


def make_key(note: str, *, by: Actor, at: datetime) -> ClaimKey:
    """A new key, which signs from now on; those before it stay believed for what they signed."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row = ClaimKey(key_id=id_of(public), public=to_text(public), since=at, note=note)
    for older in db.session.scalars(select(ClaimKey).where(ClaimKey.until.is_(None))):
        older.until = at
    keep_private(private)
    db.session.add(row)
    db.session.flush()
    record("claim_key.made", row, by=by, at=at, label=row.key_id)
    return row


def id_of(public: bytes) -> str:
    """Eight letters: the beginning of the SHA-256 of the public key."""
    return hashlib.sha256(public).hexdigest()[:8]


def public_key(row: ClaimKey) -> Ed25519PublicKey:
    """The public half."""
    return Ed25519PublicKey.from_public_bytes(from_text(row.public))


def find_key(key_id: str) -> ClaimKey | None:
    """The key with an id."""
    return db.session.scalar(select(ClaimKey).where(ClaimKey.key_id == key_id))


def all_keys() -> Sequence[ClaimKey]:
    """Every key, the newest first."""
    return db.session.scalars(select(ClaimKey).order_by(ClaimKey.since.desc(), ClaimKey.id)).all()


def path_of(key_id: str) -> Path:
    """Where a private key lies."""
    return Path(current_app.config["KEYS_DIR"]) / "claims" / f"{key_id}.pem"


def private_key(key_id: str) -> Ed25519PrivateKey:
    """The private half. Raises NoKey."""
    return _private(path_of(key_id))


def keep_private(private: Ed25519PrivateKey) -> None:
    """Write a private key where it belongs, whole or not at all, for the owner alone."""
    path = path_of(id_of(private.public_key().public_bytes_raw()))
    body = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    make_private(path.parent)
    part = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
    part.replace(path)


@lru_cache(maxsize=8)
def _private(path: Path) -> Ed25519PrivateKey:
    try:
        found = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError) as error:
        raise NoKey(f"{path}: {error}") from None
    if not isinstance(found, Ed25519PrivateKey):
        raise NoKey(f"{path}: not an Ed25519 key")
    return found
