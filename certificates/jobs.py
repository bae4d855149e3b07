"""Long work of certificates: batches, and documents that wait."""

from __future__ import annotations

from collections.abc import Iterator

from certificates import batch_queries, batches, documents
from lms.core.clock import now
from lms.core.jobs.asking import Asked, is_open
from lms.core.progress import Progress

BATCH = "certificates.batch"


def work_batch(asked: Asked) -> Iterator[Progress]:
    """Issue to everybody on a list, then make their documents."""
    return batches.work(asked.key, at=asked.at)


def make_documents(_asked: Asked) -> Iterator[Progress]:
    """Go on with batches that ended badly, then make every document that is still missing.

    While a batch is under way it makes its documents itself.
    """
    for batch_id in batch_queries.unfinished():
        if is_open(BATCH, batch_id):
            return
        yield from batches.issue_parts(batch_id, at=now())
    yield from documents.make_all(at=now())
