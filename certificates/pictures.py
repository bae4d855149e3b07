"""Pictures of documents: what a phone shows where it cannot open a PDF. Kept, never counted on."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path
from threading import Lock

import pypdfium2
from flask import Response, current_app, request
from PIL import Image
from werkzeug.wrappers import Response as AnyResponse

from certificates import documents
from certificates.models import Certificate

SMALL, LARGE = 640, 1600  # pixels: on a list, and to read and send on
QUALITY = 82
ONE_AT_A_TIME = Lock()  # PDFium is not safe between threads


def picture_of_pdf(body: bytes, width: int, kind: str = "WEBP") -> bytes:
    """The first page of a PDF as a picture so many pixels wide. Raises PdfiumError."""
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(body)
        try:
            page = document[0]
            scale = width / page.get_width()
            drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    drawn.convert("RGB").save(out, kind, quality=QUALITY)
    return out.getvalue()


def kept_picture(body: bytes, width: int, kind: str = "WEBP") -> bytes:
    """The same, drawn once for each document: kept beside the data under its SHA-256."""
    digest = hashlib.sha256(body).hexdigest()
    folder = Path(current_app.config["DATA_DIR"]) / "pictures" / digest[:2]
    path = folder / f"{digest}-{width}.{kind.lower()}"
    try:
        return path.read_bytes()
    except OSError:
        pass
    drawn = picture_of_pdf(body, width, kind)
    folder.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}")
    part.write_bytes(drawn)
    part.replace(path)  # whole or not at all
    return drawn


def shown(certificate: Certificate, width: int) -> AnyResponse:
    """The picture of a certificate for our pages, or that it has not changed."""
    document = documents.ensured(certificate)
    answer = Response(mimetype="image/webp")
    answer.set_etag(f"{document.sha256}-{width}")
    answer.headers["Cache-Control"] = "private, max-age=300"
    if request.if_none_match.contains(f"{document.sha256}-{width}"):
        return answer.make_conditional(request)
    answer.set_data(kept_picture(documents.body_of(document), width))
    return answer
