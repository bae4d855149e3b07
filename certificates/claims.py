"""The signed claim in a QR code: what a phone without network can check. Pure.

Bytes: version (1), key id (4), number (3), book year - 2000 (1), days of issue and of the end
since 2020-01-01 (2, 2; 0: no end), hash of the name (8), then three texts, each with its length
first (1): series, programme code, initials; then the Ed25519 signature (64) of all that and of the
16 bytes of the token before it, so that a claim cannot move to another certificate. Written in
base64url it is about 150 letters: a code of 57 by 57 squares that cheap phones read at 32 mm.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from lms.core.names import fold, initials

VERSION = 1
EPOCH = date(2020, 1, 1)
TOKEN = 16
SIGNATURE = 64
NAME_HASH = 8
FIXED = 21  # bytes before the texts
LONGEST_TEXT = 24


class NoClaim(ValueError):
    """Not a claim of ours at all: cut, altered, or of another kind."""


@dataclass(frozen=True)
class Claim:
    """What the QR code says of a certificate; the name only as initials and hash."""

    key_id: str
    number: int
    book_year: int
    issued_on: date
    valid_until: date | None
    name_hash: bytes
    series: str
    programme: str
    initials: str


def claim_of(
    token: str, key_id: str, name: str, *, number: int, book_year: int,
    issued_on: date, valid_until: date | None, series: str, programme: str,
) -> Claim:  # fmt: skip
    """The claim of a certificate's facts."""
    return Claim(
        key_id, number, book_year, issued_on, valid_until, hash_of_name(token, name),
        cut(series), cut(programme), cut(initials(name)),
    )  # fmt: skip


def hash_of_name(token: str, name: str) -> bytes:
    """Eight bytes that a typed name must give: SHA-256 of the token and the folded name."""
    return hashlib.sha256(f"{token}:{fold(name)}".encode()).digest()[:NAME_HASH]


def signed(claim: Claim, token: str, key: Ed25519PrivateKey) -> str:
    """The claim as it stands in the QR code."""
    body = _packed(claim)
    return to_text(body + key.sign(from_text(token) + body))


def read(text: str) -> Claim:
    """What a claim says, whoever signed it. Raises NoClaim."""
    return _unpacked(_split(text)[0])


def is_signed(text: str, token: str, key: Ed25519PublicKey) -> bool:
    """Whether the holder of the key signed this claim for this token. Raises NoClaim.

    A token of another length would let bytes wander between token and claim under one signature.
    """
    (body, signature), before = _split(text), from_text(token)
    if len(before) != TOKEN:
        return False
    try:
        key.verify(signature, before + body)
    except InvalidSignature:
        return False
    return True


def to_text(body: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """The bytes of base64url without padding. Raises NoClaim."""
    try:
        body = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise NoClaim(text) from None
    if to_text(body) != text:  # letters that decoders skip, or bits behind the end
        raise NoClaim(text)
    return body


def cut(text: str) -> str:
    """At most 24 bytes, never half a letter."""
    return text.encode()[:LONGEST_TEXT].decode(errors="ignore")


def _packed(claim: Claim) -> bytes:
    texts = (text.encode() for text in (claim.series, claim.programme, claim.initials))
    return b"".join(
        (
            bytes([VERSION]),
            bytes.fromhex(claim.key_id),
            claim.number.to_bytes(3),
            (claim.book_year - 2000).to_bytes(1),
            _days(claim.issued_on).to_bytes(2),
            _days(claim.valid_until).to_bytes(2),
            claim.name_hash,
            *(bytes([len(text)]) + text for text in texts),
        )
    )


def _days(day: date | None) -> int:
    return (day - EPOCH).days if day else 0


def _day(days: int) -> date | None:
    return EPOCH + timedelta(days=days) if days else None


def _split(text: str) -> tuple[bytes, bytes]:
    whole = from_text(text)
    if len(whole) <= FIXED + SIGNATURE or whole[0] != VERSION:
        raise NoClaim(text)
    return whole[:-SIGNATURE], whole[-SIGNATURE:]


def _unpacked(body: bytes) -> Claim:
    texts = _texts(body[FIXED:])
    return Claim(
        key_id=body[1:5].hex(),
        number=int.from_bytes(body[5:8]),
        book_year=2000 + body[8],
        issued_on=EPOCH + timedelta(days=int.from_bytes(body[9:11])),
        valid_until=_day(int.from_bytes(body[11:13])),
        name_hash=body[13:FIXED],
        series=texts[0],
        programme=texts[1],
        initials=texts[2],
    )


def _texts(rest: bytes) -> list[str]:
    found: list[str] = []
    while rest:
        size = rest[0]
        if len(rest) <= size:
            raise NoClaim("text")
        try:
            found.append(rest[1 : 1 + size].decode())
        except UnicodeDecodeError:
            raise NoClaim("text") from None
        rest = rest[1 + size :]
    if len(found) != 3:
        raise NoClaim("texts")
    return found
