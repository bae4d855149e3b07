"""HTML → PDF with WeasyPrint; a document sees the project's own assets and nothing else."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from weasyprint import CSS, HTML
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FOLDER = (Path(__file__).parents[1] / "static").resolve()
SCHEME = "asset"
ROOT = f"{SCHEME}:/"
VARIANT = "pdf/ua-1"
ONE_AT_A_TIME = Lock()  # loaded fonts are shared, and Pango is not safe between threads


class OutsideAsset(FatalURLFetchingError):  # type: ignore[misc]
    """A document asked for something that is not one of our own assets."""


class OwnAssets(URLFetcher):  # type: ignore[misc]
    """Opens `asset:/fonts/x.woff2` (a file of lms/static) and `data:` pictures, nothing else."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Read an asset. Raises OutsideAsset, which stops the document."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        path = (FOLDER / unquote(parts.path).lstrip("/")).resolve()
        if parts.scheme != SCHEME or FOLDER not in path.parents or not path.is_file():
            raise OutsideAsset(f"not an asset of ours: {parts.scheme}:{parts.path}")
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


@lru_cache(maxsize=12)
def _style(css: str) -> tuple[CSS, FontConfiguration]:
    """A style with its fonts loaded: 200 ms once, not for every document."""
    fonts = FontConfiguration()
    return CSS(string=css, font_config=fonts, url_fetcher=_fetcher(), base_url=ROOT), fonts


def _fetcher() -> OwnAssets:
    return OwnAssets(allowed_protocols={SCHEME, "data"}, allow_redirects=False)


def to_pdf(html: str, css: str = "") -> bytes:
    """Render a document to tagged PDF (PDF/UA-1). Equal input gives equal bytes.

    Raises OutsideAsset when the document asks for anything but our own assets.
    """
    return to_one_pdf([html], css)


def to_one_pdf(htmls: Sequence[str], css: str = "", blank: str = "") -> bytes:
    """Several documents of one style as one PDF; each counts its own pages from 1.

    `blank` is an empty page put after documents with an odd number of pages, so that printed on
    both sides each begins on a sheet of its own.
    """
    with ONE_AT_A_TIME:
        rendered = [_rendered(html, css) for html in htmls]
        back = _rendered(blank, css).pages if blank else []
        pages = []
        for one in rendered:
            pages += [*one.pages, *(back if len(one.pages) % 2 else [])]
        return bytes(rendered[0].copy(pages).write_pdf(pdf_variant=VARIANT))


def page_count(html: str, css: str = "") -> int:
    """How many pages a document takes: to choose a size of type with which it fits."""
    with ONE_AT_A_TIME:
        return len(_rendered(html, css).pages)


def _rendered(html: str, css: str) -> Document:
    style, fonts = _style(css)
    return HTML(string=html, base_url=ROOT, url_fetcher=_fetcher()).render(
        stylesheets=[style], font_config=fonts, pdf_variant=VARIANT
    )
