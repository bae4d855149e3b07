"""The PDF of a certificate: made once, kept by its digest, never made again.

A certificate is issued in the transaction of what earned it; its document is made after that, by
processes that print and sign (`press`). Whoever looks first, or the next round, makes it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from uuid import UUID

import structlog
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, select

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
from lms.core.once import insert_each_once
from lms.core.progress import Progress, do_now
from lms.core.signing import NoKey, PdfKey, pdf_key

log = structlog.get_logger("hocso.documents")
WORKERS = 2
AT_ONCE = 40  # documents in one transaction
AHEAD = 2  # such parts given to the processes before the first is kept
FEW = 8  # so many are made sooner than processes begin
# Then fresh processes, so that what libraries keep cannot grow for ever. Executors can do this
# themselves, but hang when tasks queue up (python/cpython#115634, in every Python up to 3.14).
DOCUMENTS_A_POOL = 4_000


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


def without_document() -> ColumnElement[bool]:
    """The condition that a certificate has no document yet."""
    return ~exists().where(CertificateDocument.certificate_id == Certificate.id)


def waiting(batch_id: UUID | None = None) -> Sequence[UUID]:
    """Certificates without a document (of a batch, if one is given), the oldest first."""
    query = select(Certificate.id).where(without_document())
    if batch_id is not None:
        query = query.where(Certificate.batch_id == batch_id)
    return db.session.scalars(query.order_by(Certificate.id)).all()


@dataclass(frozen=True)
class Order:
    """A document to be made, as plain values: no row is read again once it is printed."""

    certificate_id: UUID
    is_sealed: bool
    crest_id: UUID | None
    job: Job


Printing = tuple[Order, Callable[[], Pressed]]


def make(certificate_ids: Collection[UUID], *, at: datetime) -> int:
    """Make the documents of a few certificates in this process; how many are new."""
    with db.session.no_autoflush:
        orders = orders_of(certificate_ids)
    worker = press.Worker(_key(orders))
    return keep([(one, worker.press(one.job)) for one in orders], at=at)


def make_all(*, at: datetime, batch_id: UUID | None = None) -> Iterator[Progress]:
    """Make what waits, a part to each `yield`.

    No part waits for the printing while its transaction is open: on SQLite nobody else could
    write. What is printed twice by two who work at the same time is kept once.
    """
    every = waiting(batch_id)
    of = len(every)
    yield Progress(0, of)
    for start in range(0, of, DOCUMENTS_A_POOL):
        some = every[start : start + DOCUMENTS_A_POOL]
        with printer(len(some)) as printing:
            for done in _kept_in_parts(some, printing, at):
                yield Progress(start + done, of)


def _kept_in_parts(
    left: Sequence[UUID], printing: Callable[[Job], Callable[[], Pressed]], at: datetime
) -> Iterator[int]:
    """Print and keep, always `AHEAD` parts in front of what is kept; how many are done."""
    of = len(left)
    under_way: deque[list[Printing]] = deque()
    while left or under_way:
        done = under_way.popleft() if len(under_way) == AHEAD or not left else []
        keep(_made(done), at=at)
        some, left = left[:AT_ONCE], left[AT_ONCE:]
        if some:
            under_way.append([(one, printing(one.job)) for one in orders_of(some)])
        yield of - len(left) - sum(len(part) for part in under_way)


@contextmanager
def printer(number: int) -> Iterator[Callable[[Job], Callable[[], Pressed]]]:
    """What takes a job and gives what waits for its document: a few are made in this process."""
    if number <= FEW:
        worker = press.Worker(pdf_key())
        yield lambda job: partial(worker.press, job)
        return
    with pool() as processes:
        yield lambda job: processes.submit(press.press, job).result


def _made(part: Iterable[Printing]) -> list[tuple[Order, Pressed]]:
    """What was printed; one that cannot be stops no other and waits for the next round."""
    found = []
    for order, wait in part:
        try:
            found.append((order, wait()))
        except BrokenExecutor:
            raise
        except Exception as error:
            log.error(
                "not printed", certificate=str(order.certificate_id), kind=type(error).__name__
            )
    return found


@contextmanager
def pool(workers: int = WORKERS) -> Iterator[Executor]:
    """Processes that print and sign; they begin afresh, without what this one has open."""
    with ProcessPoolExecutor(
        workers,
        mp_context=get_context("spawn"),
        initializer=press.begin,
        initargs=(pdf_key(),),
    ) as made:
        yield made


def orders_of(certificate_ids: Collection[UUID]) -> list[Order]:
    """What is to be printed for each certificate."""
    query = select(Certificate).where(Certificate.id.in_(certificate_ids))
    return [order_of(row) for row in db.session.scalars(query.order_by(Certificate.id))]


def order_of(certificate: Certificate) -> Order:
    """What is to be printed for one: its frozen fields in its frozen design."""
    design = db.session.get_one(TemplateVersion, certificate.template_version_id)
    is_sealed = certificate.signing is Signing.SEAL
    job = Job(
        html=design.html,
        css=design.css,
        fields=fields_of(certificate),
        qr=qr_address(certificate),
        reason=f"Giấy chứng nhận số {certificate.number_text}" if is_sealed else "",
    )
    return Order(certificate.id, is_sealed, certificate.crest_id, job)


def _key(orders: Iterable[Order]) -> PdfKey | None:
    return pdf_key() if any(one.is_sealed for one in orders) else None


def keep(made: Sequence[tuple[Order, Pressed]], *, at: datetime) -> int:
    """Keep documents; one that is there already stays, whoever made it. How many are new."""
    if not made:
        return 0
    key, with_what = _key(order for order, _pressed in made), press.made_with()
    rows = []
    for order, pressed in made:
        sealed_by = key if order.is_sealed else None
        rows.append(
            {
                "id": new_id(),
                "certificate_id": order.certificate_id,
                "step": 1,
                "form": Form.SEALED if order.is_sealed else Form.UNSIGNED,
                "sha256": keep_body(pressed.body),
                "size": len(pressed.body),
                "previous_sha256": "",
                "unsigned_sha256": pressed.unsigned_sha256,
                "signed_by": pressed.signed_by,
                "level": sealed_by.level if sealed_by else "",
                "fields": {
                    **order.job.fields,
                    "crest": str(order.crest_id or ""),
                    "qr": order.job.qr,
                },
                "made_with": with_what,
                **entered(SYSTEM, at),
            }
        )
    return insert_each_once(CertificateDocument, rows)
