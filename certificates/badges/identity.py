"""Who issues badges: the DID of this installation (did:web) and the document behind it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.claims import to_text

ED25519 = b"\xed\x01"  # how a multikey says what it is
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CONTEXT = (
    "https://www.w3.org/ns/did/v1",
    "https://w3id.org/security/jwk/v1",
    "https://w3id.org/security/multikey/v1",
)


@dataclass(frozen=True)
class Names:
    """What things are called below a public address such as `https://hocso.langson.gov.vn`."""

    address: str

    @property
    def did(self) -> str:
        """`did:web:hocso.langson.gov.vn`: host, port and path as the method writes them."""
        parts = urlsplit(self.address)
        path = [quote(part, safe="") for part in parts.path.split("/") if part]
        return ":".join(["did:web", quote(parts.netloc, safe=""), *path])

    def key(self, key_id: str) -> str:
        """The name of a key for tokens (JWT)."""
        return f"{self.did}#{key_id}"

    def multikey(self, key_id: str) -> str:
        """The name of the same key for embedded proofs, which want it written another way."""
        return f"{self.did}#{key_id}-multikey"

    def credential(self, token: str) -> str:
        """Where anybody checks a certificate: what its badge is called."""
        return f"{self.address}/verify/{token}"

    def achievement(self, terms_id: object) -> str:
        """What was achieved, and by which terms."""
        return f"{self.address}/badges/achievements/{terms_id}"

    def issuer(self, issuer_id: object) -> str:
        """The agency that issued."""
        return f"{self.address}/badges/issuers/{issuer_id}"

    def statuses(self, issuer_id: object, book_year: int) -> str:
        """The list of what is revoked in a number book."""
        return f"{self.address}/badges/status/{issuer_id}/{book_year}"


def document(names: Names, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The DID document: each key as JWK and as multikey; the first one is who signs now."""
    methods = []
    for key_id, key in keys.items():
        methods.append(_method(names.key(key_id), names.did, "JsonWebKey", {"Jwk": jwk(key)}))
    for key_id, key in keys.items():
        written = {"Multibase": multikey(key)}
        methods.append(_method(names.multikey(key_id), names.did, "Multikey", written))
    return {
        "@context": list(CONTEXT),
        "id": names.did,
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def _method(name: str, controller: str, kind: str, key: dict[str, Any]) -> dict[str, Any]:
    written = {f"publicKey{form}": value for form, value in key.items()}
    return {"id": name, "type": kind, "controller": controller, **written}


def jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """A public key as RFC 8037 writes it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": to_text(key.public_bytes_raw())}


def multikey(key: Ed25519PublicKey) -> str:
    """A public key as multibase base58btc with its kind before it."""
    return base58(ED25519 + key.public_bytes_raw())


def base58(body: bytes) -> str:
    """Bytes as multibase base58btc, the `z` before them."""
    number, letters = int.from_bytes(body), ""
    while number:
        number, rest = divmod(number, len(BASE58))
        letters = BASE58[rest] + letters
    zeros = len(body) - len(body.lstrip(b"\0"))
    return "z" + BASE58[0] * zeros + letters
