"""Badges, as programs of others see them: the published schema and openbadgeslib."""

import base64
import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, decode_encoded_list, set_indices
from openbadgeslib.ob3.did import _b58btc_decode, resolve_verification_method

from certificates import keys, operations
from certificates.badges import making, proofs
from certificates.badges.credential import hashed_name, registered
from certificates.badges.identity import Names, base58, multikey
from certificates.badges.status_list import encoded
from certificates.models import Certificate, Reason
from certificates.queries import of_attempt
from lms.core.access import SYSTEM
from lms.core.db import db
from tests.cast import Cast
from tests.certificates.schema_check import faults
from tests.conftest import Visitor
from tests.make import a_mark

SCHEMA = json.loads(
    (Path(__file__).parent / "schemas" / "ob_v3p0_achievementcredential_schema.json").read_text()
)
NOW = datetime.now(UTC)  # the library reads the clock of the machine
DECISION = operations.Decision(Reason.FRAUD, "12/QĐ-SKHCN", "Bài làm không phải của người này.")


@pytest.fixture
def certificate(app: Flask, cast: Cast) -> Certificate:
    with app.test_request_context():
        found = of_attempt(a_mark(cast, right=9, at=NOW - timedelta(days=1)).attempt_id)
    assert found is not None
    db.session.commit()
    return found


@pytest.fixture
def fetch(app: Flask) -> Callable[[str], bytes]:
    """What the library downloads, from our own pages and nowhere else."""

    def get(address: str) -> bytes:
        host = app.config["PUBLIC_URL"].partition("://")[2]
        path = address.partition("://")[2].removeprefix(host)
        reply = app.test_client().get(path)
        assert reply.status_code == 200, path
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        return reply.data

    return get


def checked(app: Flask, text: str, fetch: Callable[[str], bytes]) -> Any:
    """What an independent verifier makes of a token: keys and list fetched from our pages."""
    verifier = OB3Verifier.for_issuer_did(Names(app.config["PUBLIC_URL"]).did, download=fetch)
    return verifier.verify(text, check_status=True, verify_status_list=True, download=fetch)


def test_a_member_downloads_a_badge_that_others_can_check(
    app: Flask, certificate: Certificate, signed_in: Callable[[str], Visitor],
    fetch: Callable[[str], bytes],
) -> None:  # fmt: skip
    lan = signed_in("lan")
    page = lan.get(f"/certificates/{certificate.id}")
    assert "Huy hiệu số" in page.words
    reply = lan.client.get(f"/certificates/{certificate.id}/badge.jwt")
    assert reply.headers["Content-Type"] == "application/vc+jwt"
    found = checked(app, reply.text, fetch)
    assert found.achievement.name == certificate.programme
    assert found.issuer.name == certificate.issuer_name
    assert found.raw["credentialSubject"]["licenseNumber"] == certificate.number_text
    assert found.results[0].value == "9/10"
    other = signed_in("hoa")
    for ending in ("jwt", "json"):
        assert other.client.get(f"/certificates/{certificate.id}/badge.{ending}").status_code == 404


@pytest.mark.parametrize("is_named", [True, False])
def test_it_fits_the_published_schema(app: Flask, certificate: Certificate, is_named: bool) -> None:
    text = making.as_document(certificate, is_named=is_named, at=NOW)
    document = json.loads(text)
    assert faults(SCHEMA, document) == []
    for name in ("issuer", "validFrom", "credentialSubject"):
        assert faults(SCHEMA, {**document, name: 1})
    achievement = json.loads(json.dumps(making.achievement_of(certificate.terms_id)))
    assert faults({**SCHEMA["$defs"]["Achievement"], "$defs": SCHEMA["$defs"]}, achievement) == []
    profile = making.profile_of(certificate.issuer_id)
    assert faults({**SCHEMA["$defs"]["Profile"], "$defs": SCHEMA["$defs"]}, profile) == []


def test_of_the_holder_there_is_only_the_name_and_that_hashed(
    app: Flask, certificate: Certificate
) -> None:
    text = making.as_document(certificate, is_named=False, at=NOW)
    assert certificate.holder_name not in text
    assert certificate.team_name not in text
    assert str(certificate.birth_year) not in text.replace(certificate.number_text, "")
    identity = json.loads(text)["credentialSubject"]["identifier"][0]
    whole = f"{certificate.holder_name}{identity['salt']}".encode()
    assert identity["identityHash"] == f"sha256${hashlib.sha256(whole).hexdigest()}"
    assert hashed_name("Ai đó", identity["salt"]) != identity
    assert certificate.holder_name in making.as_document(certificate, is_named=True, at=NOW)


def test_a_revoked_one_is_told(
    app: Flask, cast: Cast, certificate: Certificate, fetch: Callable[[str], bytes]
) -> None:
    token = making.as_token(certificate, is_named=False, at=NOW)
    assert checked(app, token, fetch)
    operations.revoke(certificate, DECISION, by=SYSTEM, at=NOW - timedelta(days=1))
    db.session.commit()
    with pytest.raises(OB3VerificationError, match="revocation"):
        checked(app, token, fetch)


def test_an_expired_one_is_told(app: Flask, certificate: Certificate, fetch: Any) -> None:
    key_id, private = keys.signing_key(NOW)
    made = making.credential(making.badge_of(certificate), making.names(), is_named=False)
    made["validUntil"] = "2026-03-02T00:00:00Z"
    made["validFrom"] = "2026-03-01T00:00:00Z"
    for claims in (registered(made), {**registered(made), "exp": 4_000_000_000}):
        token = proofs.token(made, making.names().key(key_id), private, claims)
        with pytest.raises(OB3VerificationError, match="expired"):
            checked(app, token, fetch)


def test_what_was_changed_or_signed_by_others_is_refused(
    app: Flask, certificate: Certificate, fetch: Any
) -> None:
    token = making.as_token(certificate, is_named=True, at=NOW)
    header, payload, signature = token.split(".")
    told = json.loads(_decoded(payload))
    other = _encoded({**told, "name": told["name"] + "!"})
    none = _encoded({"alg": "none", "typ": "JWT"})
    strange = proofs.token(
        {key: value for key, value in told.items() if key not in registered(told)},
        making.names().key(certificate.key_id), Ed25519PrivateKey.generate(), registered(told),
    )  # fmt: skip
    for forged in (f"{header}.{other}.{signature}", f"{none}.{payload}.", strange):
        with pytest.raises(OB3VerificationError):
            checked(app, forged, fetch)
    assert checked(app, token, fetch)


def test_a_key_that_was_withdrawn_is_no_longer_believed(
    app: Flask, certificate: Certificate, fetch: Any
) -> None:
    token = making.as_token(certificate, is_named=False, at=NOW)
    old = keys.find_key(certificate.key_id)
    assert old is not None
    keys.make_key("", by=SYSTEM, at=NOW + timedelta(seconds=1))
    db.session.commit()
    # An older key stays believed; the list is signed by the newer one.
    verifier = OB3Verifier.for_issuer_did(making.names().did, download=fetch)
    assert verifier.verify(token)
    old.withdrawn_at = NOW
    db.session.commit()
    with pytest.raises(OB3VerificationError, match="no verificationMethod"):
        checked(app, token, fetch)


def test_after_the_only_key_was_withdrawn_another_signs(
    app: Flask, certificate: Certificate, fetch: Any
) -> None:
    old = keys.find_key(certificate.key_id)
    assert old is not None
    old.withdrawn_at = NOW
    db.session.commit()
    assert checked(app, making.as_token(certificate, is_named=False, at=NOW), fetch)


def test_the_proof_is_the_one_w3c_published() -> None:
    """The test vector of eddsa-jcs-2022: https://www.w3.org/TR/vc-di-eddsa/, B.2."""
    published = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
        ],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:abcdefgh",
            "alumniOf": "The School of Examples",
        },
    }
    key = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    secret = _b58btc_decode("3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")[2:]
    private = Ed25519PrivateKey.from_private_bytes(secret)
    assert multikey(private.public_key()) == key
    made = proofs.proved(published, f"did:key:{key}#{key}", private, "2023-02-24T23:36:38Z")
    assert made["proof"]["proofValue"] == (
        "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
    )


def test_the_proof_in_a_document_is_checked_without_us(
    app: Flask, certificate: Certificate, fetch: Any
) -> None:
    """W3C vc-di-eddsa 3.3.2 step by step, with the library's own decoding of key and signature."""
    secured = json.loads(making.as_document(certificate, is_named=True, at=NOW))
    assert _is_proved(secured, fetch)
    spaced = json.loads(json.dumps(dict(reversed(secured.items())), indent=7))
    assert _is_proved(spaced, fetch)
    secured["credentialSubject"]["licenseNumber"] += "0"
    assert not _is_proved(secured, fetch)


def _is_proved(secured: dict[str, Any], fetch: Any) -> bool:
    proof = dict(secured["proof"])
    signature = _b58btc_decode(proof.pop("proofValue").removeprefix("z"))
    document = {name: value for name, value in secured.items() if name != "proof"}
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    hashes = b"".join(hashlib.sha256(_jcs(one).encode()).digest() for one in (proof, document))
    key = load_pem_public_key(resolve_verification_method(proof["verificationMethod"], fetch))
    try:
        key.verify(signature, hashes)  # type: ignore[union-attr,call-arg]
    except InvalidSignature:
        return False
    return True


def _jcs(value: Any) -> str:
    """RFC 8785 once more, written apart from ours."""
    if isinstance(value, dict):
        members = sorted(value.items(), key=lambda one: one[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_jcs(name)}:{_jcs(part)}" for name, part in members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_jcs, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _encoded(document: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def test_the_list_is_small_and_asked_for_once(app: Flask, certificate: Certificate) -> None:
    address = f"/badges/status/{certificate.issuer_id}/{certificate.book_year}"
    first = app.test_client().get(address)
    assert len(first.data) < 1_500
    assert "max-age" in first.headers["Cache-Control"]
    again = app.test_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    operations.revoke(certificate, DECISION, by=SYSTEM, at=NOW)
    db.session.commit()
    changed = app.test_client().get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert app.test_client().get(f"/badges/status/{certificate.issuer_id}/1999").status_code == 404
    assert app.test_client().get(f"/badges/issuers/{certificate.id}").status_code == 404


def test_a_bit_for_each_number_and_room_to_hide_in() -> None:
    revoked = {1, 7, 8, 131_071}
    assert set_indices(decode_encoded_list(encoded(revoked, 131_072))) == revoked
    assert len(decode_encoded_list(encoded((), 5))) == 16_384
    assert len(decode_encoded_list(encoded((), 460_000))) == 4 * 16_384
    body = gzip.decompress(_decoded(encoded({0}, 1)[1:]))
    assert body[:2] == b"\x80\x00"


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://hocso.langson.gov.vn", "did:web:hocso.langson.gov.vn"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
        ("https://langson.gov.vn/học-số", "did:web:langson.gov.vn:h%E1%BB%8Dc-s%E1%BB%91"),
    ],
)
def test_the_did_is_that_of_the_address(address: str, did: str) -> None:
    assert Names(address).did == did


def test_base58_is_that_of_others() -> None:
    for body in (b"\0\0\x01", b"", bytes(range(64)), b"\xff" * 34):
        assert base58(body)[0] == "z"
        assert _b58btc_decode(base58(body)[1:]) == body
