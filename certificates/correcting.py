"""What a new edition would print otherwise: the roster of today beside what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from certificates import operations
from certificates.models import Certificate, Reason
from certificates.operations import Decision
from lms.core.access import Actor
from lms.core.errors import Refused

# What is printed and may differ in a new edition, with its words.
PRINTED = {
    "holder_name": lazy_gettext("Full name"),
    "birth_year": lazy_gettext("Born in"),
    "team_name": lazy_gettext("Team"),
    "unit_name": lazy_gettext("Commune, ward"),
    "issuer_superior": lazy_gettext("Agency above the issuer"),
    "issuer_name": lazy_gettext("Issued by"),
    "place": lazy_gettext("Place of issue"),
    "signatories": lazy_gettext("Signed by"),
}


@dataclass(frozen=True)
class Fact:
    """One printed fact: as it is on the old one, as it would be on the new one."""

    words: Any
    old: str
    new: str

    @property
    def differs(self) -> bool:
        """Whether the new one says otherwise."""
        return self.old != self.new


def facts(certificate: Certificate, *, at: datetime) -> Sequence[Fact]:
    """The printed facts side by side."""
    new = operations.printed_anew(certificate, at=at)
    return [
        Fact(words, _text(getattr(certificate, name)), _text(new[name]))
        for name, words in PRINTED.items()
    ]


def _text(value: Any) -> str:
    if isinstance(value, list):
        lines = [" ".join(one[part] for part in ("authority", "post", "name")) for one in value]
        return "; ".join(" ".join(line.split()) for line in lines)
    return str(value or "")


def replace(
    certificate: Certificate, decision: Decision, *, by: Actor, at: datetime
) -> Certificate:
    """Issue it anew with what the roster says today.

    Refused when it would print the very same: the roster must be corrected first. Only another
    reason, such as a design that cannot be read, may give the same facts a new number.
    """
    same = not any(fact.differs for fact in facts(certificate, at=at))
    if same and decision.reason is not Reason.OTHER:
        raise Refused(
            _(
                "The new certificate would say the very same. Correct the roster first, then come "
                "back here; or choose “another reason” and say which."
            )
        )
    return operations.replace(certificate, decision, by=by, at=at)
