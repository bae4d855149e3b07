"""Which device something was sent from: a random cookie over there, only a keyed hash here.

Two hashes alike mean the same browser; nothing else can be read from them, on no other site either.
"""

from __future__ import annotations

import hmac
import re
from hashlib import sha256
from secrets import token_urlsafe

from flask import Response, after_this_request, current_app, request

COOKIE = "device"
BYTES = 16  # 128 bits: nobody guesses the cookie of another device
KEPT_FOR = 400 * 24 * 3600  # seconds; browsers keep no cookie longer than 400 days
TOKEN = re.compile(r"[\w-]{22}", re.ASCII)


def device_key() -> str | None:
    """The keyed hash of this device's cookie; None when it carries none that could be ours."""
    token = request.cookies.get(COOKIE, "")
    return _key(token) if TOKEN.fullmatch(token) else None


def mark_device() -> str:
    """Let this device keep its cookie for another while, or give it one; its keyed hash."""
    known = request.cookies.get(COOKIE, "")
    token = known if TOKEN.fullmatch(known) else token_urlsafe(BYTES)

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            token,
            max_age=KEPT_FOR,
            samesite="Lax",
            secure=current_app.config["HTTPS"],
            httponly=True,
        )
        return response

    return _key(token)


def _key(token: str) -> str:
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"device {token}".encode(), sha256).hexdigest()
