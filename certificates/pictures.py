"""Pictures of documents: what a phone shows where it cannot open a PDF. Kept, never counted on."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import pypdfium2
from flask import Response, current_app, request
from PIL import Image
from werkzeug.wrappers import Response as AnyResponse

from certificates import documents
from certificates.models import Certificate
from lms.core.store import write_whole

SMALL, LARGE = 640, 1600  # pixels: on a list, and to read and send on
QUALITY = 82
GAP = 12  # pixels between pages
ONE_AT_A_TIME = Lock()  # PDFium is not safe between threads


def picture_of_pdf(body: bytes, width: int, kind: str = "WEBP") -> bytes:
    """The pages of a PDF below each other, so many pixels wide: a card shows both its sides.

    Raises PdfiumError.
    """
    with ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(body)
        try:
            pages = [_drawn(page, width) for page in document]
        finally:
            document.close()
    out = io.BytesIO()
    _below_each_other(pages).save(out, kind, quality=QUALITY)
    return out.getvalue()


def _drawn(page: Any, width: int) -> Image.Image:
    scale = width / page.get_width()
    drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return drawn.convert("RGB")


def _below_each_other(pages: Sequence[Image.Image]) -> Image.Image:
    if len(pages) == 1:
        return pages[0]
    height = sum(page.height + GAP for page in pages) - GAP
    whole, top = Image.new("RGB", (pages[0].width, height), "white"), 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height + GAP
    return whole


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
    write_whole(path, drawn)
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
