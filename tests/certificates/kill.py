"""Workers that issue a batch until they are killed; loaded once, then only forked.

`python -m tests.certificates.kill BATCH` reads how many workers to begin, a number a line, and
writes their process ids; each works on the batch as a server's job does and says `done` at the end.
"""

from __future__ import annotations

import gc
import os
import sys
from uuid import UUID

from flask import Flask

from certificates import batches, documents
from lms.app import create_app
from lms.core.clock import now
from lms.core.db import transaction

PART, DOCUMENTS = 7, 5  # in one transaction: small, so that a kill finds many places


def work(app: Flask, batch_id: UUID) -> None:
    """Everything a job does, each part in a transaction of its own."""
    with app.app_context():
        parts = batches.work(batch_id, at=now())
        while True:
            with transaction():
                if next(parts, None) is None:
                    return


def _say(numbers: list[int]) -> None:
    sys.stdout.write(" ".join(map(str, numbers)) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Fork workers as told."""
    app, batch_id = create_app(), UUID(sys.argv[1])
    batches.PART, documents.AT_ONCE, documents.FEW = PART, DOCUMENTS, 10_000
    gc.freeze()
    for line in sys.stdin:
        pids = []
        for _ in range(int(line)):
            pid = os.fork()
            if pid == 0:
                work(app, batch_id)
                os._exit(0)
            pids.append(pid)
        _say(pids)
        ends = [os.waitpid(pid, 0)[1] for pid in pids]
        _say(ends)


if __name__ == "__main__":
    main()
