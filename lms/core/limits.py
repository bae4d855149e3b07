"""How often one address may ask: limits by name, figures from the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

View = TypeVar("View", bound=Callable[..., Any])
limiter = Limiter(get_remote_address, strategy="moving-window")


def set_up_limits(app: Flask) -> None:
    """Start counting."""
    limiter.init_app(app)


def limited(name: str) -> Callable[[View], View]:
    """Allow a view only as often as the setting `<name>_per_minute` says."""

    def figure() -> str:
        return f"{current_app.config['LIMITS'][name]} per minute"

    def decorate(view: View) -> View:
        wrapped = limiter.shared_limit(figure, scope=name)(view)
        wrapped.permission = getattr(view, "permission", None)  # type: ignore[attr-defined]
        return cast("View", wrapped)

    return decorate
