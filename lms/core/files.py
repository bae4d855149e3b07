"""Files people send in as evidence: kept by their SHA-256, checked when read, never rewritten."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from flask import Response, current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.access import Actor
from lms.core.audit import Entered, entered
from lms.core.db import Identified, Model, db
from lms.core.errors import Refused

# How a file of each kind begins; what it calls itself is not believed.
SIGNS = (
    (b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (b"%PDF-", "application/pdf", "pdf"),
)


class StoredFile(Identified, Entered, Model):
    """A file kept in the data directory under its SHA-256."""

    __tablename__ = "stored_file"

    is_frozen = True

    sha256: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    size: Mapped[int]


def kind_of(body: bytes) -> tuple[str, str] | None:
    """(media type, ending) of a photograph or PDF, by its first bytes; None for anything else."""
    return next(((kind, end) for sign, kind, end in SIGNS if body.startswith(sign)), None)


def keep_file(body: bytes, *, by: Actor, at: datetime) -> StoredFile:
    """Keep a photograph or PDF. The row counts only once the transaction is through."""
    found = kind_of(body)
    if found is None:
        raise Refused(_("Please send a photograph (JPEG or PNG) or a PDF."))
    digest = hashlib.sha256(body).hexdigest()
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(body)
    part.replace(path)  # whole or not at all; sent again, it mends a damaged copy
    row = StoredFile(sha256=digest, kind=found[0], size=len(body), **entered(by, at))
    db.session.add(row)
    db.session.flush()
    return row


def body_of(row: StoredFile) -> bytes:
    """The bytes of a kept file. Refused when they are gone or no longer what was kept."""
    try:
        body = _path(row.sha256).read_bytes()
    except OSError:
        body = b""
    if hashlib.sha256(body).hexdigest() != row.sha256:
        raise Refused(_("This file is damaged or gone. Please tell the administrator."))
    return body


def send(row: StoredFile, name: str) -> Response:
    """The file as a download: never shown inside our pages."""
    ending = next(end for _sign, kind, end in SIGNS if kind == row.kind)
    response = Response(body_of(row), mimetype=row.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _path(digest: str) -> Path:
    return Path(current_app.config["DATA_DIR"]) / "files" / digest[:2] / digest
