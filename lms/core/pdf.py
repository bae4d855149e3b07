"""HTML → PDF with WeasyPrint; a document sees the project's own assets and nothing else."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
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
ARCHIVAL = "pdf/a-3b"
# The library writes one of the two identifications; a document that is both needs this beside it.
# PDF/A wants the schema of every foreign property described (ISO 19005-3, 6.6.2.3).
UA_IDENTIFICATION = b"""<rdf:Description rdf:about="" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq>\
<rdf:li rdf:parseType="Resource"><pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description></rdf:li>\
</rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
# The archive wants pictures as they are: a reader may not smooth them (ISO 19005-3, 6.2.8).
PLAIN_PICTURES = "img { image-rendering: pixelated }\n"
POINT = 0.75  # of a CSS pixel
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


@dataclass(frozen=True)
class Archival:
    """A document for the archive, and where on its first page the room for a signature is.

    `box`: left, bottom, right, top in points from the lower left corner; None without such room.
    """

    body: bytes
    pages: int
    box: tuple[float, float, float, float] | None


def to_archival_pdf(html: str, css: str) -> Archival:
    """Render to PDF/A-3b that is PDF/UA-1 too: one file to read aloud and to keep for decades.

    The room for a signature is the element with the id `signature`. Equal input gives equal bytes.
    Raises OutsideAsset as `to_pdf` does.
    """
    with ONE_AT_A_TIME:
        document = _rendered(html, PLAIN_PICTURES + css, ARCHIVAL)
        about = document.metadata.generate_rdf_metadata
        document.metadata.generate_rdf_metadata = lambda *which: about(*which).replace(
            b"</rdf:RDF>", UA_IDENTIFICATION + b"</rdf:RDF>"
        )
        body = bytes(document.write_pdf(pdf_variant=ARCHIVAL, pdf_tags=True))
        return Archival(body, len(document.pages), _room(document))


def _room(document: Document) -> tuple[float, float, float, float] | None:
    """Where the room is, in points; the library counts pixels from the upper left corner."""
    page = document.pages[0]
    found = page.anchors.get("signature")
    if found is None:
        return None
    left, top, right, bottom = found
    return (
        POINT * left, POINT * (page.height - bottom), POINT * right, POINT * (page.height - top),
    )  # fmt: skip


def page_count(html: str, css: str = "") -> int:
    """How many pages a document takes: to choose a size of type with which it fits."""
    with ONE_AT_A_TIME:
        return len(_rendered(html, css).pages)


def _rendered(html: str, css: str, variant: str = VARIANT) -> Document:
    style, fonts = _style(css)
    return HTML(string=html, base_url=ROOT, url_fetcher=_fetcher()).render(
        stylesheets=[style], font_config=fonts, pdf_variant=variant
    )
