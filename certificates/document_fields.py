"""A certificate → the fields its design is filled with, in the words of an office."""

from __future__ import annotations

import base64
from typing import Any
from uuid import UUID

from flask import current_app

from certificates.models import Certificate, Signing
from certificates.rules import shown_code
from lms.core.db import db
from lms.core.files import StoredFile, body_of
from lms.core.i18n import day, long_day

BY_HAND = "(Ký, ghi rõ họ tên, đóng dấu)"
SEALED = "Văn bản được ký số"


def fields_of(certificate: Certificate) -> dict[str, Any]:
    """Every field of `certificates.fields`, but the QR code, as plain values."""
    return {
        "superior": certificate.issuer_superior,
        "issuer": certificate.issuer_name,
        "crest": crest_of(certificate.crest_id),
        "holder": certificate.holder_name,
        "birth_year": str(certificate.birth_year or ""),
        "team": certificate.team_name,
        "commune": certificate.unit_name,
        "unit": ", ".join(name for name in (certificate.team_name, certificate.unit_name) if name),
        "programme": certificate.programme,
        "period": _period(certificate),
        "result": _result(certificate),
        "number": certificate.number_text,
        "code": shown_code(certificate.code),
        "validity": _validity(certificate),
        "place_and_day": f"{certificate.place}, {long_day(certificate.issued_on)}",
        "decision": certificate.decision,
        "signatories": certificate.signatories,
        "signed_note": SEALED if certificate.signing is Signing.SEAL else BY_HAND,
        "address": f"{_host()}/verify",
    }


def qr_address(certificate: Certificate) -> str:
    """Where the QR code leads: 128 random bits and the signed claim, the name only as a hash."""
    path = f"{certificate.token}.{certificate.claim}" if certificate.claim else certificate.token
    return f"{current_app.config['PUBLIC_URL']}/v/{path}"


def _host() -> str:
    """The address without `https://`: short, and what people type."""
    return str(current_app.config["PUBLIC_URL"]).partition("://")[2]


def crest_of(file_id: UUID | str | None) -> str:
    """A kept crest as a data address; empty without one."""
    if not file_id:
        return ""
    row = db.session.get_one(StoredFile, UUID(str(file_id)))
    return f"data:{row.kind};base64,{base64.b64encode(body_of(row)).decode()}"


def _period(certificate: Certificate) -> str:
    first, last = certificate.began_on, certificate.completed_on
    return f"Ngày {day(last)}" if first == last else f"Từ ngày {day(first)} đến ngày {day(last)}"


def _result(certificate: Certificate) -> str:
    if certificate.score is None:
        return ""
    return f"Đạt {certificate.score}/{certificate.out_of}"


def _validity(certificate: Certificate) -> str:
    end = certificate.valid_until
    return f"Có giá trị đến hết ngày {day(end)}" if end else ""
