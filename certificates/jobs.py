"""Long work of certificates: batches, documents that wait, and the list of many."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from certificates import batch_queries, batches, documents
from certificates.issued_queries import Wanted, every
from certificates.issued_report import issued_report
from lms.core.clock import local_day, now
from lms.core.jobs.asking import Asked, is_open
from lms.core.progress import Progress
from lms.core.tables import Report
from lms.people.signin import actor_again

BATCH = "certificates.batch"
ISSUED = "certificates.issued"


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


def issued_list(asked: Asked) -> Report:
    """The certificates that somebody asked for, as far as they may look now."""
    day = local_day(asked.at)
    rows = every(actor_again(asked.by, asked.at), Wanted.of_words(asked.arguments), day)
    return issued_report(rows, day=day, agency=current_app.config["ORGANISATION"])
