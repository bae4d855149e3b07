"""Static files: bundled, hashed and compressed once, then served from memory for ever.

They are compressed at start, or by `flask static build` when a release is made: then they are
taken from its folder (LMS_STATIC_DIR), from which nginx may serve them itself.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, current_app, request, url_for

from lms.core.access import public
from lms.core.errors import Missing
from lms.core.store import write_whole

FOLDER = Path(__file__).parents[1] / "static"
# One stylesheet a page: a phone on a bad network pays for each request.
BUNDLES = {
    "app.css": ("tokens", "base", "layout", "components", "forms", "content", "print"),
    "public.css": ("tokens", "public"),  # pages opened from chat apps, light and on their own
    "community.css": ("community",),
    "authoring.css": ("authoring",),
    "scorm.css": ("scorm",),  # only lessons with a package
    "scorm-player.css": ("scorm-player",),  # the frame around a package
    "review.css": ("review",),
}
FONT = re.compile(rb"FONT\(([\w.-]+)\)")
LARGE = 100_000  # a vendored library: the last percent would cost a second at every start
SERVED = {".css", ".js", ".svg", ".woff2", ".png", ".webp", ".webmanifest"}
pages = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Asset:
    """One file, in the three encodings a browser may ask for."""

    kind: str
    plain: bytes
    zipped: bytes
    brotli: bytes

    def body(self, accepted: str) -> tuple[bytes, str | None]:
        """The smallest body the browser takes, and its encoding."""
        if self.brotli and "br" in accepted:
            return self.brotli, "br"
        if self.zipped and "gzip" in accepted:
            return self.zipped, "gzip"
        return self.plain, None


@dataclass(frozen=True)
class Assets:
    """All static files: hashed name → file, plain name → hashed name."""

    files: dict[str, Asset]
    names: dict[str, str]


def load_assets(app: Flask, folder: str = "") -> None:
    """Read, bundle, hash and compress every static file; what a folder holds packed is taken."""
    app.extensions["assets"] = packed_assets(Path(folder) if folder else None)


def packed_assets(folder: Path | None = None) -> Assets:
    """Every static file; taken from the folder of `flask static build` where it is there."""
    assets = Assets({}, {})
    for name, body in _single().items():
        _add(assets, folder, name, body)
    for name, body in _bundled().items():  # last: stylesheets name fonts by their hashed names
        _add(assets, folder, name, FONT.sub(lambda found: _font(assets, found), body))
    return assets


def packed_by_release(folder: Path) -> bool:
    """Whether a folder holds, packed, every static file of this release."""
    files = current_app.extensions["assets"].files
    return all(
        (folder / name).is_file() and (not a.zipped or (folder / f"{name}.br").is_file())
        for name, a in files.items()
    )


def write_assets(assets: Assets, folder: Path) -> None:
    """Write every file under its hashed name, packed copies (.br, .gz) beside it.

    Files of earlier releases stay: pages that are open in browsers still ask for them.
    """
    for name, asset in assets.files.items():
        for ending, body in ((".br", asset.brotli), (".gz", asset.zipped), ("", asset.plain)):
            if body or not ending:
                write_whole(folder / f"{name}{ending}", body)


def static_url(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return url_for("assets.static_file", name=static_name(name))


def static_name(name: str) -> str:
    """The name under which a static file is served."""
    return str(current_app.extensions["assets"].names[name])


@pages.get("/static/<path:name>")
@public
def static_file(name: str) -> Response:
    """Serve a static file by its hashed name."""
    asset = current_app.extensions["assets"].files.get(name)
    if asset is None:
        raise Missing
    body, encoding = asset.body(request.headers.get("Accept-Encoding", ""))
    response = Response(body, content_type=asset.kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _add(assets: Assets, folder: Path | None, name: str, body: bytes) -> None:
    stem, dot, ending = name.rpartition(".")
    hashed = f"{stem}.{sha256(body).hexdigest()[:10]}{dot}{ending}"
    ready = _ready(folder / hashed, name, body) if folder else None
    assets.files[hashed], assets.names[name] = ready or _packed(name, body), hashed


def _ready(path: Path, name: str, body: bytes) -> Asset | None:
    """What a release packed; its name holds the digest of what is in it, so it fits or is absent.

    None for what is not there whole.
    """
    try:
        if not _is_text(name):
            return None
        zipped = path.with_name(f"{path.name}.gz").read_bytes()
        return Asset(_kind(name), body, zipped, path.with_name(f"{path.name}.br").read_bytes())
    except OSError:
        return None


def _font(assets: Assets, found: re.Match[bytes]) -> bytes:
    return assets.names[f"fonts/{found[1].decode()}"].encode()


def _bundled() -> dict[str, bytes]:
    return {
        name: b"".join((FOLDER / "css" / f"{part}.css").read_bytes() for part in parts)
        for name, parts in BUNDLES.items()
    }


def _single() -> dict[str, bytes]:
    found = (path for path in FOLDER.rglob("*") if path.suffix in SERVED)
    return {
        path.relative_to(FOLDER).as_posix(): path.read_bytes()
        for path in found
        if path.parent.name != "css"
    }


def _kind(name: str) -> str:
    kind = "font/woff2" if name.endswith(".woff2") else mimetypes.guess_type(name)[0] or ""
    return f"{kind}; charset=utf-8" if _is_text(name) else kind


def _is_text(name: str) -> bool:
    kind = mimetypes.guess_type(name)[0] or ""
    return kind.startswith("text/") or kind == "image/svg+xml"


@cache
def _packed(name: str, body: bytes) -> Asset:
    if not _is_text(name):
        return Asset(_kind(name), body, b"", b"")
    quality = 11 if len(body) < LARGE else 9
    packed = brotli.compress(body, quality=quality)
    return Asset(_kind(name), body, gzip.compress(body, 9, mtime=0), packed)
