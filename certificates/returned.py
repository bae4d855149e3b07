"""Certificates signed outside and taken back in: the signed document follows the unsigned one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import exists, func, select

from certificates import documents, queries, rules
from certificates.models import Certificate, CertificateDocument, Form, Signing
from certificates.permissions import CertificatePermission
from certificates.press import sha256
from certificates.returned_files import SentFile, Verdict, judge
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db, new_id
from lms.core.files import keep_body
from lms.core.once import insert_once

END = b"%%EOF"
MOST_ENDS = 12  # revisions looked at from the beginning: ours has two
MOST_AT_ONCE = 200  # unsigned documents in one ZIP


class Fate(StrEnum):
    """What became of a file."""

    TAKEN = "taken"
    TWICE = "twice"  # a signed one is kept already
    UNSIGNED = "unsigned"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Returned:
    """One file: its name, what became of it, which certificate it is of, who signed."""

    name: str
    fate: Fate
    number: str = ""
    signer: str = ""
    is_trusted: bool = False


def unsigned(actor: Actor, day: date) -> tuple[Sequence[Certificate], int]:
    """Certificates within reach that wait for a signature, the oldest first, and how many."""
    came_back = exists().where(
        CertificateDocument.certificate_id == Certificate.id,
        CertificateDocument.form == Form.RETURNED,
    )
    waits = (
        Certificate.signing == Signing.BY_HAND,
        ~came_back,
        queries.within(actor, CertificatePermission.ISSUE, day),
    )
    rows = db.session.scalars(
        select(Certificate).where(*waits).order_by(Certificate.id).limit(MOST_AT_ONCE)
    ).unique()
    number = db.session.scalar(select(func.count(Certificate.id)).where(*waits)) or 0
    return [row for row in rows if row.step is None], number


def zipped(certificates: Iterable[Certificate]) -> bytes:
    """Their unsigned documents as a ZIP; a file is called by its number."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for one in certificates:
            body = documents.body_of(documents.ensured(one))
            packed.writestr(f"{one.number:06d}-{one.book_year}.pdf", body)
    return out.getvalue()


def take(files: Sequence[SentFile], *, by: Actor, at: datetime, day: date) -> list[Returned]:
    """Take signed documents back in; what each file turned out to be, in their order.

    What is kept is never overwritten, so sending the same files again changes nothing.
    """
    sent = [(one, _ours(one.body, by, day)) for one in files]
    to_judge = [
        (one.body, ours.size) for one, ours in sent if ours is not None and _has_more(one, ours)
    ]
    verdicts = iter(judge(to_judge))
    return [_taken(one, ours, verdicts, by=by, at=at) for one, ours in sent]


def _has_more(one: SentFile, ours: CertificateDocument) -> bool:
    return len(one.body.rstrip()) > ours.size


def _taken(
    one: SentFile, ours: CertificateDocument | None, verdicts: Iterator[Verdict], *, by: Actor,
    at: datetime,
) -> Returned:  # fmt: skip
    if ours is None:
        return _unknown(one)
    certificate = db.session.get_one(Certificate, ours.certificate_id)
    number = certificate.number_text
    if not _has_more(one, ours):
        return Returned(one.name, Fate.UNSIGNED, number)
    verdict = next(verdicts)
    if verdict.fault:
        return Returned(one.name, Fate(verdict.fault), number)
    fate = Fate.TAKEN if _keep(certificate, ours, one.body, verdict, by=by, at=at) else Fate.TWICE
    return Returned(one.name, fate, number, verdict.signer, verdict.is_trusted)


def _unknown(one: SentFile) -> Returned:
    """A file that does not begin with ours: changed where its title bears a number of ours."""
    typed = rules.typed_number(one.number) if one.number else None
    found = queries.by_number(typed) if typed else None
    if isinstance(found, Certificate):
        return Returned(one.name, Fate.CHANGED, found.number_text)
    return Returned(one.name, Fate.UNKNOWN)


def _ours(body: bytes, actor: Actor, day: date) -> CertificateDocument | None:
    """The unsigned document within reach a file begins with, byte for byte."""
    return db.session.scalar(
        select(CertificateDocument)
        .join(Certificate, Certificate.id == CertificateDocument.certificate_id)
        .where(
            CertificateDocument.sha256.in_(_beginnings(body)),
            CertificateDocument.form == Form.UNSIGNED,
            queries.within(actor, CertificatePermission.ISSUE, day),
        )
    )


def _beginnings(body: bytes) -> Collection[str]:
    """Digests of every beginning that may be a whole PDF: up to an end mark, with its line end."""
    found: set[str] = set()
    at = body.find(END)
    while at >= 0 and len(found) < 3 * MOST_ENDS:
        at += len(END)
        found |= {sha256(body[:at]), sha256(body[: at + 1]), sha256(body[: at + 2])}
        at = body.find(END, at)
    return found


def _keep(
    certificate: Certificate, ours: CertificateDocument, body: bytes, verdict: Verdict, *,
    by: Actor, at: datetime,
) -> bool:  # fmt: skip
    """Keep the signed document as the next one; whether it is new."""
    new = insert_once(
        CertificateDocument,
        id=new_id(),
        certificate_id=certificate.id,
        step=ours.step + 1,
        form=Form.RETURNED,
        sha256=keep_body(body),
        size=len(body),
        previous_sha256=ours.sha256,
        unsigned_sha256=ours.unsigned_sha256,
        signed_by=verdict.signer,
        level=verdict.level,
        fields={**ours.fields, "signer_checked": verdict.is_trusted},
        made_with=ours.made_with,
        **entered(by, at),
    )
    if new:
        record(
            "certificate.signed_returned", certificate, by=by, at=at,
            label=certificate.number_text, signer=verdict.signer, checked=verdict.is_trusted,
        )  # fmt: skip
    return new
