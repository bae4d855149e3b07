"""Many certificates revoked by one decision: what was pasted, looked at before anything happens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flask_babel import gettext as _

from certificates import queries, rules
from certificates.models import Certificate
from certificates.operations import Decision, revoke
from certificates.permissions import CertificatePermission
from lms.core.access import Actor
from lms.core.errors import Missing, Refused


class Fate(StrEnum):
    """What would become of a line."""

    REVOKED = "revoked"
    ENDED = "ended"  # revoked or replaced before
    TWICE = "twice"
    UNKNOWN = "unknown"  # or out of reach: nobody learns which
    MISTYPED = "mistyped"


@dataclass(frozen=True)
class Line:
    """One line as it was typed, and what it means."""

    typed: str
    fate: Fate
    certificate: Certificate | None = None


def look(actor: Actor, text: str, day: date) -> list[Line]:
    """What each line of a pasted list means; nothing is changed."""
    lines: list[Line] = []
    seen: set[object] = set()
    for typed in filter(None, (line.strip() for line in text.splitlines())):
        line = _line(actor, typed, day)
        if line.certificate is not None and line.certificate.id in seen:
            line = Line(typed, Fate.TWICE, line.certificate)
        seen.add(line.certificate and line.certificate.id)
        lines.append(line)
    return lines


def _line(actor: Actor, typed: str, day: date) -> Line:
    number, code = rules.typed_number(typed), rules.typed_code(typed)
    if number is not None and number.is_well_typed:
        found = queries.by_number(number)
    elif number is None and rules.is_well_typed(code):
        found = queries.by_code(code)
    else:
        return Line(typed, Fate.MISTYPED)
    if not isinstance(found, Certificate):
        return Line(typed, Fate.UNKNOWN)
    try:
        queries.get_certificate(actor, CertificatePermission.REVOKE, found.id, day)
    except Missing:
        return Line(typed, Fate.UNKNOWN)
    return Line(typed, Fate.ENDED if found.step else Fate.REVOKED, found)


def to_revoke(lines: Sequence[Line]) -> list[Certificate]:
    """The certificates a list would revoke."""
    return [line.certificate for line in lines if line.fate is Fate.REVOKED and line.certificate]


def revoke_all(lines: Sequence[Line], decision: Decision, *, by: Actor, at: datetime) -> int:
    """Revoke what can be revoked of a list, and how many that were. Refused when it is nothing."""
    certificates = to_revoke(lines)
    if not certificates:
        raise Refused(_("None of these certificates can be revoked. Nothing was changed."))
    for certificate in certificates:
        revoke(certificate, decision, by=by, at=at)
    return len(certificates)
