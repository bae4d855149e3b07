"""HTML → PDF with WeasyPrint; a document sees the project's own assets and nothing else."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

FOLDER = (Path(__file__).parents[1] / "static").resolve()
SCHEME = "asset"


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


def to_pdf(html: str) -> bytes:
    """Render a document to tagged PDF (PDF/UA-1). Equal input gives equal bytes.

    Raises OutsideAsset when the document asks for anything but our own assets.
    """
    fetcher = OwnAssets(allowed_protocols={SCHEME, "data"}, allow_redirects=False)
    document = HTML(string=html, base_url=f"{SCHEME}:/", url_fetcher=fetcher)
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
