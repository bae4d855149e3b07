"""What makes the site an app of the phone: its manifest, its worker, the page without network."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template
from flask_babel import gettext as _

from lms.core.access import public
from lms.core.assets import FOLDER, static_url
from lms.core.i18n import language

pages = Blueprint("phone", __name__)
WORKER = (FOLDER / "js" / "worker.js").read_text(encoding="utf-8")


@pages.get("/sw.js")
@public
def worker() -> Response:
    """The service worker: at the root, so that it may answer for every page."""
    names = f'const OUTBOX = "{static_url("js/outbox.js")}";\n'
    response = Response(names + WORKER, mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@pages.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """How the app is called and looks on the phone's first screen."""
    response = jsonify(
        id="/",
        name="Học Số",
        short_name="Học Số",
        description=_("Training of the community digital technology teams"),
        lang=language(),
        start_url="/",
        scope="/",
        display="standalone",
        background_color="#faf8f5",
        theme_color="#0b6b63",
        icons=[
            _icon("192", "any"), _icon("512", "any"), _icon("maskable-512", "maskable"),
        ],
    )  # fmt: skip
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@pages.get("/offline")
@public
def lost() -> str:
    """What is shown instead of a page that needs network."""
    return render_template("errors/lost.html")


def _icon(name: str, purpose: str) -> dict[str, str]:
    size = name.rpartition("-")[2]
    address = static_url(f"img/icon-{name}.png")
    return {"src": address, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
