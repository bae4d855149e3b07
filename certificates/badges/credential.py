"""A certificate as an OpenBadgeCredential (Open Badges 3.0, W3C Verifiable Credentials 2.0). Pure.

Nothing of the holder but the name, and that as a hash unless they want it readable: neither team,
birth nor phone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from certificates.badges.identity import Names
from lms.core.clock import ZONE

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)


@dataclass(frozen=True)
class Badge:
    """What a badge says, as plain values. `score`: `9/10`, or empty."""

    token: str
    number_text: str
    holder: str
    programme: str
    programme_code: str
    issuer_id: str
    issuer: str
    terms_id: str
    criteria: str
    issued_at: datetime
    valid_until: date | None
    began_on: date
    completed_on: date
    score: str
    status: dict[str, str]


def credential(badge: Badge, names: Names, *, is_named: bool) -> dict[str, Any]:
    """The credential before it is signed; `is_named`: with the name to be read."""
    found = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": names.credential(badge.token),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.programme,
        "issuer": profile(names, badge.issuer_id, badge.issuer, names.did),
        "validFrom": instant(badge.issued_at),
        "awardedDate": instant(badge.issued_at),
        "credentialSubject": _subject(badge, names, is_named=is_named),
        "credentialStatus": badge.status,
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    if badge.valid_until is not None:
        found["validUntil"] = instant(end_of(badge.valid_until))
    return found


def registered(credential: dict[str, Any]) -> dict[str, Any]:
    """The claims of a token that repeat what the credential says (Open Badges 3.0, 8.2.6)."""
    issuer = credential["issuer"]
    claims = {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": credential["id"],
        "nbf": _seconds(credential["validFrom"]),
    }
    if "validUntil" in credential:
        claims["exp"] = _seconds(credential["validUntil"])
    return claims


def profile(names: Names, issuer_id: str, name: str, own_id: str) -> dict[str, Any]:
    """An agency as issuer; within credentials it goes by the DID whose keys sign."""
    return {
        "id": own_id,
        "type": ["Profile"],
        "name": name,
        "url": names.issuer(issuer_id),
    }


def achievement(
    names: Names, terms_id: str, *, programme: str, code: str, criteria: str
) -> dict[str, Any]:
    """What was achieved; the texts are Vietnamese, as the certificate is."""
    return {
        "id": names.achievement(terms_id),
        "type": ["Achievement"],
        "achievementType": "CertificateOfCompletion",
        "name": programme,
        "description": f"Chương trình bồi dưỡng kỹ năng số cho Tổ công nghệ số cộng đồng: "
        f"{programme}.",
        "criteria": {"narrative": criteria},
        "humanCode": code,
        "inLanguage": "vi",
    }


def _subject(badge: Badge, names: Names, *, is_named: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": [hashed_name(badge.holder, badge.token)],
        "licenseNumber": badge.number_text,
        "activityStartDate": instant(start_of(badge.began_on)),
        "activityEndDate": instant(end_of(badge.completed_on)),
        "achievement": achievement(
            names, badge.terms_id, programme=badge.programme, code=badge.programme_code,
            criteria=badge.criteria,
        ),
    }  # fmt: skip
    if is_named:
        found["identifier"].insert(0, _identity(badge.holder, is_hashed=False))
    if badge.score:
        found["result"] = [{"type": ["Result"], "value": badge.score}]
    return found


def hashed_name(name: str, salt: str) -> dict[str, Any]:
    """The name as a hash that whoever knows it can compare: SHA-256 of name and salt."""
    digest = hashlib.sha256(f"{name}{salt}".encode()).hexdigest()
    return {**_identity(f"sha256${digest}", is_hashed=True), "salt": salt}


def _identity(value: str, *, is_hashed: bool) -> dict[str, Any]:
    return {
        "type": "IdentityObject",
        "hashed": is_hashed,
        "identityHash": value,
        "identityType": "name",
    }


def instant(value: datetime) -> str:
    """`2026-03-01T03:00:00Z`."""
    return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def start_of(day: date) -> datetime:
    """The first moment of a day in Việt Nam."""
    return datetime.combine(day, time(), ZONE)


def end_of(day: date) -> datetime:
    """The last second of a day in Việt Nam."""
    return start_of(day + timedelta(days=1)) - timedelta(seconds=1)


def _seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())
