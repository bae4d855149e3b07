"""Packages of tests: the three real ones, and small ones made to be looked at or to be refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

FOLDER = Path(__file__).parent / "packages"
REAL = {
    "1.2": FOLDER / "tin-nhan-la-1.2.zip",
    "2004 3rd": FOLDER / "nop-ho-so-2004-3rd.zip",
    "2004 4th": FOLDER / "quet-ma-qr-2004-4th.zip",
}
NAMESPACES = (
    'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" '
    'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
)


def manifest(items: str, resources: str, version: str = "1.2", title: str = "Gói thử") -> str:
    """A manifest with these items and resources."""
    return (
        f'<manifest identifier="m" {NAMESPACES}><metadata><schemaversion>{version}'
        f'</schemaversion></metadata><organizations default="o"><organization identifier="o">'
        f"<title>{title}</title>{items}</organization></organizations>"
        f"<resources>{resources}</resources></manifest>"
    )


TWO_PARTS = manifest(
    '<item identifier="a"><title>Chương</title>'
    '<item identifier="a1" identifierref="r1" parameters="?trang=1"><title>Một</title>'
    "<adlcp:masteryscore>60</adlcp:masteryscore></item></item>"
    '<item identifier="b" identifierref="r2"><title>Hai</title></item>',
    '<resource identifier="r1" href="Mot/Trang%201.html" adlcp:scormtype="sco"/>'
    '<resource identifier="r2" href="hai.html" adlcp:scormtype="asset"/>',
)
PAGES = {"mot/trang 1.html": b"<p>1</p>", "hai.html": b"<p>2</p>", "a.css": b"p{}" * 900}


def packed(files: dict[str, bytes], manifest_text: str = TWO_PARTS) -> bytes:
    """A ZIP of these files and a manifest; without one when it is empty."""
    first = {"imsmanifest.xml": manifest_text.encode()} if manifest_text else {}
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**first, **files}.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return body.getvalue()
