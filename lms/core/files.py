"""Files people send in as evidence: kept by their SHA-256, checked when read, never rewritten."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import BinaryIO

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.wrappers import Response as AnyResponse

from lms.core.access import Actor
from lms.core.audit import Entered, entered
from lms.core.db import Identified, Model, db
from lms.core.errors import Refused
from lms.core.store import Gone, store

SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# How a file of each kind begins, from which byte on; what it calls itself is not believed.
SIGNS = (
    (0, b"\xff\xd8\xff", "image/jpeg", "jpg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png", "png"),
    (0, b"%PDF-", "application/pdf", "pdf"),
    (0, b"ID3", "audio/mpeg", "mp3"),
    (0, b"\xff\xfb", "audio/mpeg", "mp3"),
    (0, b"\xff\xf3", "audio/mpeg", "mp3"),
    (0, b"OggS", "audio/ogg", "ogg"),
    (4, b"ftypM4A", "audio/mp4", "m4a"),
    (4, b"ftypmp42", "audio/mp4", "m4a"),  # what the recorders of many phones write
    (4, b"ftypisom", "audio/mp4", "m4a"),
    (0, b"\x1aE\xdf\xa3", "audio/webm", "weba"),  # what browsers record
    (8, b"WEBP", "image/webp", "webp"),
    # The containers of recordings hold films too; who asks for films gets them under these names.
    (4, b"ftyp", "video/mp4", "mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm", "webm"),
    (0, b"PK\x03\x04", "application/zip", "zip"),
    # A ZIP too: only for who asks for it and has looked inside.
    (0, b"PK\x03\x04", SLIDES, "pptx"),
)
PICTURES = frozenset({"image/jpeg", "image/png"})
EVIDENCE = PICTURES | {"application/pdf"}
RECORDINGS = frozenset({"audio/mpeg", "audio/ogg", "audio/mp4", "audio/webm"})
FILMS = frozenset({"video/mp4", "video/webm"})


class StoredFile(Identified, Entered, Model):
    """A file kept in the store under its SHA-256."""

    __tablename__ = "stored_file"

    is_frozen = True

    sha256: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    size: Mapped[int]


def kind_of(body: bytes, kinds: Collection[str] | None = None) -> tuple[str, str] | None:
    """(media type, ending) of a file we know, by its first bytes; None for anything else.

    Only `kinds` are looked for when they are given.
    """
    found = (
        (kind, end)
        for start, sign, kind, end in SIGNS
        if body.startswith(sign, start) and (kinds is None or kind in kinds)
    )
    return next(found, None)


def keep_file(
    body: bytes, *, by: Actor, at: datetime, kinds: Collection[str] = EVIDENCE
) -> StoredFile:
    """Keep a file of the kinds wanted here: photographs and PDFs unless others are named.

    The row counts only once the transaction is through.
    """
    found = kind_of(body, kinds)
    if found is None:
        raise Refused(_("Please send a photograph (JPEG or PNG) or a PDF."))
    digest = keep_body(body)
    row = StoredFile(sha256=digest, kind=found[0], size=len(body), **entered(by, at))
    db.session.add(row)
    db.session.flush()
    return row


def keep_body(body: bytes) -> str:
    """Keep bytes, whole or not at all, and give their SHA-256; for rows that name it themselves."""
    digest = hashlib.sha256(body).hexdigest()
    store().put(key_of(digest), body)  # sent again, it mends a damaged copy
    return digest


def body_of(row: StoredFile) -> bytes:
    """The bytes of a kept file. Refused when they are gone or no longer what was kept."""
    return body_kept(row.sha256)


def body_kept(digest: str) -> bytes:
    """The bytes with a SHA-256. Refused when they are gone or no longer what was kept."""
    try:
        body = store().get(key_of(digest))
    except Gone:
        body = b""
    if hashlib.sha256(body).hexdigest() != digest:
        raise Refused(_("This file is damaged or gone. Please tell the administrator."))
    return body


def open_kept(row: StoredFile) -> BinaryIO:
    """A kept file to read parts of, without its digest made anew; only for formats that check
    their parts themselves. Refused when it is gone."""
    try:
        return store().open(key_of(row.sha256))
    except Gone:
        raise Refused(_("This file is damaged or gone. Please tell the administrator.")) from None


def send(row: StoredFile, name: str) -> Response:
    """The file as a download: never shown inside our pages."""
    ending = next(end for _start, _sign, kind, end in SIGNS if kind == row.kind)
    response = Response(body_of(row), mimetype=row.kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def show(row: StoredFile) -> AnyResponse:
    """The file in our pages, whole or the part a player asks for, or that it has not changed."""
    body = body_of(row)
    response = Response(body, mimetype=row.kind)
    response.set_etag(row.sha256)
    return response.make_conditional(request, accept_ranges=True, complete_length=len(body))


def key_of(digest: str) -> str:
    """Where in the store the bytes with a SHA-256 lie."""
    return f"files/{digest[:2]}/{digest}"
