"""Signatures of credentials: a token (VC-JWT), or a proof within the document. Pure.

Both with Ed25519 and nothing else; what signs is named by its key, never by the document.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from certificates.badges.identity import base58

ALGORITHM = "EdDSA"
SUITE = "eddsa-jcs-2022"
# RFC 9864 calls it Ed25519 from now on; Open Badges 3.0 and its verifiers know the older name.
warnings.filterwarnings("ignore", message="EdDSA is deprecated via RFC 9864")


def token(
    credential: dict[str, Any], key_name: str, private: Ed25519PrivateKey, claims: dict[str, Any]
) -> str:
    """The credential as a compact token; it is itself the payload (Open Badges 3.0, 8.2.4)."""
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key_name}
    payload, key = {**credential, **claims}, OKPKey.import_key(private)
    return jwt.encode(header, payload, key, algorithms=[ALGORITHM])


def proved(
    credential: dict[str, Any], key_name: str, private: Ed25519PrivateKey, created: str
) -> dict[str, Any]:
    """The credential with an embedded proof (W3C Data Integrity, eddsa-jcs-2022).

    What is signed are the digests of proof and document, each in canonical form, so that spaces
    and the order of members do not matter.
    """
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created,
        "verificationMethod": key_name,
        "proofPurpose": "assertionMethod",
        "@context": credential["@context"],
    }
    signature = private.sign(_digest(proof) + _digest(credential))
    return {**credential, "proof": {**proof, "proofValue": base58(signature)}}


def _digest(document: dict[str, Any]) -> bytes:
    return hashlib.sha256(canonical(document)).digest()


def canonical(document: dict[str, Any]) -> bytes:
    """RFC 8785 for what stands in our credentials: names in ASCII, no fractions."""
    return json.dumps(
        document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()
