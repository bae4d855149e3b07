"""The PDF of a certificate: made once, kept by its digest, never made again.

A certificate is issued in the transaction of what earned it; its document is made after that, by
processes that print and sign (`press`). Whoever looks first, or the next round, makes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import get_context
from uuid import UUID

import structlog
from flask_babel import gettext as _
from sqlalchemy import exists, select

from certificates import press
from certificates.document_fields import fields_of, qr_address
from certificates.models import Certificate, CertificateDocument, Form, Signing
from certificates.press import Job, Pressed
from certificates.template_models import TemplateVersion
from lms.core.access import SYSTEM
from lms.core.audit import entered
from lms.core.clock import now
from lms.core.db import db, new_id
from lms.core.errors import Missing, Refused
from lms.core.files import body_kept, keep_body
from lms.core.once import insert_once
from lms.core.progress import do_now
from lms.core.signing import NoKey, PdfKey, pdf_key

log = structlog.get_logger("hocso.certificates")

WORKERS = 2
AT_ONCE = 40  # documents in one transaction


def document_of(certificate_id: UUID) -> CertificateDocument | None:
    """The newest document of a certificate: the signed one, once the agency's has come back."""
    return db.session.scalar(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id == certificate_id)
        .order_by(CertificateDocument.step.desc())
        .limit(1)
    )


def documents_of(certificate_ids: Collection[UUID]) -> dict[UUID, CertificateDocument]:
    """Certificate → its newest document."""
    rows = db.session.scalars(
        select(CertificateDocument)
        .where(CertificateDocument.certificate_id.in_(certificate_ids))
        .order_by(CertificateDocument.step)
    )
    return {row.certificate_id: row for row in rows}


def ensured(certificate: Certificate) -> CertificateDocument:
    """The document of a certificate; made now when nobody has looked before.

    Refused while it cannot be signed: the certificate counts, its document waits.
    """
    found = document_of(certificate.id)
    if found is None:
        certificate_id = certificate.id
        try:
            do_now(lambda: make([certificate_id], at=now()))
        except NoKey as error:
            log.error("document not signed", certificate=str(certificate_id), error=str(error))
            raise Refused(_("The document cannot be signed just now. The certificate is valid all "
                            "the same; please try again later.")) from None  # fmt: skip
        found = document_of(certificate_id)
    if found is None:
        raise Missing
    return found


def body_of(document: CertificateDocument) -> bytes:
    """The bytes. Refused when they are gone or no longer what was kept."""
    return body_kept(document.sha256)


def waiting(limit: int) -> Sequence[UUID]:
    """Certificates without a document, the oldest first."""
    made = exists().where(CertificateDocument.certificate_id == Certificate.id)
    return db.session.scalars(
        select(Certificate.id).where(~made).order_by(Certificate.id).limit(limit)
    ).all()


def make(certificate_ids: Collection[UUID], *, at: datetime) -> int:
    """Make the documents of a few certificates in this process; how many are new."""
    with db.session.no_autoflush:
        jobs = jobs_of(certificate_ids)
    worker = press.Worker(_key(jobs))
    return keep(((one, worker.press(job)) for one, job in jobs), at=at)


def make_waiting(pool: Executor, *, at: datetime) -> int:
    """Make one part of what waits, in the processes of a pool; how many were made."""
    jobs = jobs_of(waiting(AT_ONCE))
    pressed = pool.map(press.press, [job for _one, job in jobs], chunksize=4)
    return keep(zip([one for one, _job in jobs], pressed, strict=True), at=at)


@contextmanager
def pool() -> Iterator[Executor]:
    """Processes that print and sign; they begin afresh, without what this one has open."""
    with ProcessPoolExecutor(
        WORKERS, mp_context=get_context("spawn"), initializer=press.begin, initargs=(pdf_key(),)
    ) as made:
        yield made


def jobs_of(certificate_ids: Collection[UUID]) -> list[tuple[Certificate, Job]]:
    """What is to be printed for each certificate."""
    rows = db.session.scalars(
        select(Certificate).where(Certificate.id.in_(certificate_ids)).order_by(Certificate.id)
    ).all()
    return [(row, job_of(row)) for row in rows]


def job_of(certificate: Certificate) -> Job:
    """What is to be printed for one: its frozen fields in its frozen design."""
    design = db.session.get_one(TemplateVersion, certificate.template_version_id)
    is_sealed = certificate.signing is Signing.SEAL
    return Job(
        html=design.html,
        css=design.css,
        fields=fields_of(certificate),
        qr=qr_address(certificate),
        reason=f"Giấy chứng nhận số {certificate.number_text}" if is_sealed else "",
    )


def _key(jobs: Iterable[tuple[Certificate, Job]]) -> PdfKey | None:
    return pdf_key() if any(job.reason for _one, job in jobs) else None


def keep(made: Iterable[tuple[Certificate, Pressed]], *, at: datetime) -> int:
    """Keep documents; one that is there already stays, whoever made it."""
    key, with_what, count = None, press.made_with(), 0
    for certificate, pressed in made:
        is_sealed = certificate.signing is Signing.SEAL
        key = key or (pdf_key() if is_sealed else None)
        count += insert_once(
            CertificateDocument,
            id=new_id(),
            certificate_id=certificate.id,
            step=1,
            form=Form.SEALED if is_sealed else Form.UNSIGNED,
            sha256=keep_body(pressed.body),
            size=len(pressed.body),
            previous_sha256="",
            unsigned_sha256=pressed.unsigned_sha256,
            signed_by=pressed.signed_by,
            level=key.level if key and is_sealed else "",
            fields={**fields_of(certificate), "crest": str(certificate.crest_id or "")},
            made_with=with_what,
            **entered(SYSTEM, at),
        )
    return count


def same_again(certificate: Certificate, document: CertificateDocument) -> bool:
    """Whether the frozen facts give the very bytes that were kept, before the signature.

    They do as long as library and fonts are those in `made_with`; else the kept file counts.
    """
    again = press.unsigned(job_of(certificate))
    return press.sha256(again.body) == document.unsigned_sha256
