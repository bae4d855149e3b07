"""The second origin: where content made by others is played, apart from the product's own pages.

With LMS_CONTENT_URL that host serves content and nothing else. Without it, 127.0.0.1 and localhost
stand in for each other, so that a laptop can play packages at once; any other host plays none.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request

TWINS = {"127.0.0.1": "localhost", "localhost": "127.0.0.1"}


def own_origin() -> str:
    """The origin of this request."""
    return request.host_url.rstrip("/")


def content_origin(of: str) -> str:
    """Where content for pages of an origin is played; empty when nowhere."""
    if given := str(current_app.config["CONTENT_URL"]):
        return given
    page = urlsplit(of)
    twin = TWINS.get(page.hostname or "")
    return f"{page.scheme}://{page.netloc.replace(page.hostname or '', twin)}" if twin else ""


def is_content_host() -> bool:
    """Whether content may be asked for at this host."""
    if given := str(current_app.config["CONTENT_URL"]):
        return request.host == urlsplit(given).netloc
    return (urlsplit(own_origin()).hostname or "") in TWINS


def is_only_content_host() -> bool:
    """Whether this host serves content only."""
    return bool(current_app.config["CONTENT_URL"]) and is_content_host()
