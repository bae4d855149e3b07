"""Badges, lists and documents of what is in the database, signed with the key of now."""

from __future__ import annotations

import json
from datetime import datetime, time
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app

from certificates import keys
from certificates.badges import proofs, queries, status_list
from certificates.badges.credential import (
    Badge,
    achievement,
    credential,
    instant,
    profile,
    registered,
)
from certificates.badges.identity import Names, document
from certificates.models import Certificate, Issuer, Terms
from courses.queries import newest_titles
from lms.core.clock import ZONE, local_day
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.progress import do_now


def names() -> Names:
    """What things are called at this installation's public address."""
    return Names(str(current_app.config["PUBLIC_URL"]))


def as_token(certificate: Certificate, *, is_named: bool, at: datetime) -> str:
    """The badge as a compact token (VC-JWT)."""
    key_id, private = _signer(at)
    made = credential(badge_of(certificate), names(), is_named=is_named)
    return proofs.token(made, names().key(key_id), private, registered(made))


def as_document(certificate: Certificate, *, is_named: bool, at: datetime) -> str:
    """The badge as JSON-LD with an embedded proof."""
    key_id, private = _signer(at)
    made = credential(badge_of(certificate), names(), is_named=is_named)
    proved = proofs.proved(made, names().multikey(key_id), private, instant(at))
    return json.dumps(proved, ensure_ascii=False, indent=2)


def _signer(at: datetime) -> tuple[str, Ed25519PrivateKey]:
    """The key of now. One made for the occasion is made apart: these pages read and never write."""
    if all(row.until or row.withdrawn_at for row in keys.all_keys()):
        do_now(lambda: keys.signing_key(at))
    return keys.signing_key(at)


def badge_of(certificate: Certificate) -> Badge:
    """What the badge of a certificate says: its frozen facts."""
    terms = db.session.get_one(Terms, certificate.terms_id)
    address = names().statuses(certificate.issuer_id, certificate.book_year)
    has_score = certificate.score is not None
    return Badge(
        token=certificate.token,
        number_text=certificate.number_text,
        holder=certificate.holder_name,
        programme=certificate.programme,
        programme_code=certificate.programme_code,
        issuer_id=str(certificate.issuer_id),
        issuer=certificate.issuer_name,
        terms_id=str(terms.id),
        criteria=criteria_of(terms),
        issued_at=certificate.issued_at,
        valid_until=certificate.valid_until,
        began_on=certificate.began_on,
        completed_on=certificate.completed_on,
        score=f"{certificate.score}/{certificate.out_of}" if has_score else "",
        status=status_list.entry(address, certificate.number),
    )


def criteria_of(terms: Terms) -> str:
    """What terms ask for, in a sentence or two; Vietnamese, as the certificate is."""
    titles = newest_titles(terms.module_ids)
    parts = []
    if titles:
        parts.append(f"Hoàn thành học phần: {'; '.join(titles)}.")
    if terms.class_hours:
        parts.append(f"Dự lớp bồi dưỡng ít nhất {terms.class_hours} giờ.")
    return " ".join(parts)


def achievement_of(terms_id: UUID) -> dict[str, Any]:
    """What a certificate under some terms stands for. Raises Missing."""
    terms = db.session.get(Terms, terms_id)
    if terms is None:
        raise Missing
    code = terms.certification.code
    title = terms.title or "; ".join(newest_titles(terms.module_ids)) or code
    return achievement(
        names(), str(terms.id), programme=title, code=code, criteria=criteria_of(terms)
    )


def profile_of(issuer_id: UUID) -> dict[str, Any]:
    """An agency that issues. Raises Missing."""
    issuer = db.session.get(Issuer, issuer_id)
    if issuer is None:
        raise Missing
    own_id = names().issuer(issuer.id)
    return profile(names(), str(issuer.id), issuer.name, own_id)


def statuses(issuer_id: UUID, book_year: int, *, at: datetime) -> str:
    """The signed list of a number book. Raises Missing.

    It is dated from the beginning of the day, so that it stays the same until a number ends.
    """
    last_number = queries.last_number(issuer_id, book_year)
    if not last_number:
        raise Missing
    made = status_list.list_credential(
        names(), names().statuses(issuer_id, book_year), last_number,
        queries.ended_numbers(issuer_id, book_year),
        made_at=datetime.combine(local_day(at), time(), ZONE),
    )  # fmt: skip
    key_id, private = _signer(at)
    return proofs.token(made, names().key(key_id), private, registered(made))


def identity() -> dict[str, Any]:
    """The DID document: every key that was never withdrawn, the newest first."""
    believed = {
        row.key_id: keys.public_key(row) for row in keys.all_keys() if row.withdrawn_at is None
    }
    return document(names(), believed)
