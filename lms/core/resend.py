"""What was typed is never lost: a form refused for age or sign-out is offered again, filled in."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

SECRETS = frozenset({"csrf_token", "password", "secret"})
LONGEST = 8_000  # letters of a form worth carrying through a sign-in
HOURS = 12


def resend_page(path: str, fields: list[tuple[str, str]]) -> str:
    """A page that shows a "send again" button for a form that did not arrive."""
    return render_template("errors/resend.html", path=path, fields=fields)


def typed_fields() -> list[tuple[str, str]]:
    """The fields of this request that may be sent again."""
    return [(k, v) for k, v in request.form.items(multi=True) if k not in SECRETS]


def came_from_us() -> bool:
    """Whether our own page sent this form; only then it is safe to offer it again."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin", "").rstrip("/") == request.host_url.rstrip("/")


def pack() -> str:
    """The form of this request, signed, to be carried through the sign-in page."""
    if request.method != "POST" or not came_from_us():
        return ""
    packed = str(_signer().dumps([request.path, typed_fields()]))
    return packed if len(packed) <= LONGEST else ""


def unpack(carried: str) -> tuple[str, list[tuple[str, str]]] | None:
    """The path and fields of a packed form; None when it is empty, old or not ours."""
    try:
        path, fields = _signer().loads(carried, max_age=HOURS * 3600)
    except BadSignature:
        return None
    return path, [(name, value) for name, value in fields]


def _signer() -> Any:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="resend")
