"""Downloads of a batch: list, archive of all documents, files for printing. Each is recorded."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, stream_with_context

from certificates import batch_files, batch_queries
from certificates.batch_models import IssueBatch
from certificates.permissions import CertificatePermission
from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing

pages = Blueprint("batch_files", __name__, url_prefix="/certificates/batches/<uuid:batch_id>")
ISSUE = CertificatePermission.ISSUE
ZIP = "application/zip"


@pages.get("/list.<any('xlsx','csv'):ending>")
@requires(ISSUE)
def list_file(batch_id: UUID, ending: str) -> Response:
    """The list: who got which number, and who none and why."""
    found = _begun(batch_id)
    issuer = batch_queries.terms_of(found).issuer
    entries = batch_queries.entries(batch_id)
    report = batch_files.list_report(found, entries, issuer.name, issuer.superior, today())
    write, kind = tables.SHEETS[ending]
    _note(found, ending, len(entries))
    return tables.download(write(report), kind, f"danh-sach-cap.{ending}")


@pages.get("/documents.zip")
@requires(ISSUE)
def archive(batch_id: UUID) -> Response:
    """All documents by commune and team, sent while it is put together."""
    found = _begun(batch_id)
    kept = batch_files.kept(batch_queries.certificates_of(batch_id))
    if not kept:
        raise Missing
    _note(found, "zip", len(kept))
    response = Response(stream_with_context(batch_files.archive(kept)), mimetype=ZIP)
    response.headers["Content-Disposition"] = 'attachment; filename="giay-chung-nhan.zip"'
    return response


@pages.get("/printing-<int:part>.pdf")
@requires(ISSUE)
def printing(batch_id: UUID, part: int) -> Response:
    """The documents one after the other, for paper; without signature."""
    found = _begun(batch_id)
    kept = batch_files.kept(batch_queries.certificates_of(batch_id, max(1, part)))
    if not kept:
        raise Missing
    body = batch_files.joined(kept)
    _note(found, "pdf", len(kept))
    return tables.download(body, tables.PDF, f"giay-chung-nhan-de-in-{part}.pdf")


def _begun(batch_id: UUID) -> IssueBatch:
    """A batch within reach whose issuing has begun."""
    found = batch_queries.get_batch(g.actor, batch_id, today())
    if found.begun_at is None:
        raise Missing
    return found


def _note(found: IssueBatch, form: str, number: int) -> None:
    record(
        "certificate.exported", found, by=g.actor, at=now(), label=found.title, form=form,
        number=number,
    )  # fmt: skip
