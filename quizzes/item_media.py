"""How a form names a kept file: signed, so that no other file of the house can be named."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer


def token_of(file_id: UUID) -> str:
    """The signed name of a picture or recording."""
    return str(_signer().dumps(file_id.hex))


def file_of(token: str) -> UUID | None:
    """The file of a signed name; None when it is empty or not ours."""
    try:
        return UUID(hex=_signer().loads(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        return None


def _signer() -> Any:
    return URLSafeSerializer(current_app.secret_key or "", salt="item medium")
