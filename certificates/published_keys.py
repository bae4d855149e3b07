"""The public keys of the claims as anybody may fetch them, and which claims they are good for."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from certificates import claims, keys
from certificates.claims import NoClaim
from certificates.key_models import ClaimKey
from lms.core.clock import local_day


class Trust(StrEnum):
    """What the signature of a claim is worth."""

    GOOD = "good"
    WITHDRAWN = "withdrawn"  # signed with a key that was lost or stolen by then
    NONE = "none"  # not signed by us, altered, or of another token


def trust_of(text: str, token: str) -> Trust:
    """Whether we signed a claim for a token, with a key that is believed for its day."""
    try:
        claim = claims.read(text)
        key = keys.find_key(claim.key_id)
        if key is None or not claims.is_signed(text, token, keys.public_key(key)):
            return Trust.NONE
    except NoClaim:
        return Trust.NONE
    is_bad = key.bad_since is not None and claim.issued_on >= local_day(key.bad_since)
    return Trust.WITHDRAWN if is_bad else Trust.GOOD


def key_set() -> dict[str, list[dict[str, Any]]]:
    """All public keys as a JWK set (RFC 7517, 8037), with the days they are good for."""
    return {"keys": [_jwk(row) for row in keys.all_keys()]}


def _jwk(row: ClaimKey) -> dict[str, Any]:
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": row.key_id,
        "x": row.public,
        "hocso:since": _text(row.since),
        "hocso:until": _text(row.until),
        "hocso:withdrawn": _text(row.withdrawn_at),
        "hocso:bad_since": _text(row.bad_since),
    }


def _text(instant: datetime | None) -> str | None:
    """The day in Việt Nam, as claims count days."""
    return local_day(instant).isoformat() if instant else None
