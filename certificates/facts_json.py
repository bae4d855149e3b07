"""A finding as JSON for other programs, described in docs/verify-json.md. Keys are only added."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from certificates.checking import Finding
from certificates.models import Certificate
from lms.core.clock import local_day


def finding_json(finding: Finding, at: datetime) -> dict[str, Any]:
    """Status and facts, the holder as initials only."""
    return {
        "status": finding.status.value,
        "holds": finding.status.holds,
        "checked_at": at.isoformat(timespec="seconds"),
        "forgery": finding.forgery.value if finding.forgery else None,
        "certificate": _certificate(finding),
    }


def _certificate(finding: Finding) -> dict[str, Any] | None:
    one = finding.certificate
    if one is None:
        return None
    return {
        "number": one.number_text,
        "holder": finding.initials,
        "programme": one.programme,
        "programme_code": one.programme_code,
        "year": one.year,
        "issued_on": one.issued_on.isoformat(),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
        "issuer": one.issuer_name,
        "issuer_now": finding.issuer_now or one.issuer_name,
        "unit": one.unit_name,
        "key_withdrawn": finding.key_withdrawn,
        "ended": _ended(one),
        "replaced_by": finding.replaced_by or None,
    }


def _ended(one: Certificate) -> dict[str, str] | None:
    step = one.step
    if step is None:
        return None
    return {
        "kind": step.kind.value,
        "on": local_day(step.at).isoformat(),
        "decision": step.decision_number,
        "text": step.public_text,
    }
