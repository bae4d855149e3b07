"""What the verify page finds: by QR code, by the short code, by number and name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates import claims, keys, queries, rules
from certificates.claims import NoClaim
from certificates.models import Certificate, Issuer, VoidNumber
from certificates.published_keys import Trust, trust_of
from certificates.rules import Status
from lms.core.db import db
from lms.core.names import fold, initials


class Forgery(StrEnum):
    """What is wrong with a QR code."""

    ALTERED = "altered"  # not signed by us, or changed since
    OTHER = "other"  # signed by us for another certificate
    WITHDRAWN = "withdrawn"  # signed with a key that was lost or stolen


@dataclass(frozen=True)
class Finding:
    """What was found; `certificate` unless there is none to show or the QR code is forged.

    `key_withdrawn`: the certificate stands in the book, but phones without network no longer
    believe its code. `shows_name`: whoever asks knows the full name.
    """

    status: Status
    certificate: Certificate | None = None
    void: VoidNumber | None = None
    forgery: Forgery | None = None
    key_withdrawn: bool = False
    shows_name: bool = False

    @property
    def initials(self) -> str:
        """The holder's name as others may see it."""
        return initials(self.certificate.holder_name) if self.certificate else ""

    @property
    def issuer_now(self) -> str:
        """What the issuer is called today, when that is not what the certificate says."""
        if self.certificate is None:
            return ""
        name = db.session.get_one(Issuer, self.certificate.issuer_id).name
        return "" if name == self.certificate.issuer_name else name

    @property
    def replaced_by(self) -> str:
        """The number of the certificate that replaces this one; never its token."""
        newer = queries.replacing(self.certificate.id) if self.certificate else None
        return newer.number_text if newer else ""


UNKNOWN = Finding(Status.UNKNOWN)
MISTYPED = Finding(Status.MISTYPED)


def by_address(token: str, claim: str, today: date) -> Finding:
    """What a QR code leads to; its claim is missing in addresses that were shortened."""
    found = queries.by_token(token)
    if claim and (found is None or claim != found.claim):
        return _foreign(token, claim)
    return UNKNOWN if found is None else of_certificate(found, today)


def _foreign(token: str, claim: str) -> Finding:
    """A claim that is not the one kept with the token."""
    trust = trust_of(claim, token)
    if trust is Trust.WITHDRAWN:
        return Finding(Status.FORGED, forgery=Forgery.WITHDRAWN)
    if trust is Trust.GOOD:  # ours, and yet in no book: never issued, or the book lost a day
        return UNKNOWN
    return Finding(Status.FORGED, forgery=_forgery(claim))


def _forgery(claim: str) -> Forgery:
    """Whether a claim without a good signature for its token is that of another certificate."""
    try:
        said = claims.read(claim)
    except NoClaim:
        return Forgery.ALTERED
    for one in queries.with_number(said.number, said.book_year):
        if one.claim == claim:
            return Forgery.OTHER
    return Forgery.ALTERED


def of_certificate(found: Certificate, today: date, *, shows_name: bool = False) -> Finding:
    """What a certificate of the book is worth on a day."""
    key = keys.find_key(found.key_id) if found.claim else None
    withdrawn = key is not None and key.bad_since is not None
    return Finding(
        queries.status(found, today), found, key_withdrawn=withdrawn, shows_name=shows_name
    )


def by_code(text: str, today: date) -> Finding:
    """What the short code printed under the QR code leads to."""
    code = rules.typed_code(text)
    if not rules.is_well_typed(code):
        return MISTYPED
    found = queries.by_code(code)
    return UNKNOWN if found is None else of_certificate(found, today)


def by_number(text: str, name: str, today: date) -> Finding:
    """What a number and the full name lead to: a wrong name is answered as an unknown number."""
    typed = rules.typed_number(text)
    if typed is None or not typed.is_well_typed:
        return MISTYPED
    found = queries.by_number(typed)
    if isinstance(found, VoidNumber):
        return Finding(Status.VOID, void=found)
    if found is None or not is_same_name(found, name):
        return UNKNOWN
    return of_certificate(found, today, shows_name=True)


def is_same_name(found: Certificate, name: str) -> bool:
    """Whether a typed name is the one on the certificate; marks and capitals do not matter."""
    return fold(name) == fold(found.holder_name)
