"""Small things every page shares: paging, sorting, safe way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, request, url_for
from flask.sansio.blueprints import BlueprintSetupState

PAGE_SIZE = 50


@dataclass(frozen=True)
class Sorting:
    """How a list is ordered, from the address: `?sort=name` or `?sort=-name`."""

    column: str
    descending: bool

    @classmethod
    def from_request(cls, allowed: Mapping[str, object], default: str) -> Sorting:
        """Read `?sort=`; anything not allowed means the default."""
        wanted = request.args.get("sort", default)
        if wanted.removeprefix("-") not in allowed:
            wanted = default
        return cls(wanted.removeprefix("-"), wanted.startswith("-"))

    def link(self, column: str) -> str:
        """The address of this page sorted by a column; a second press turns it round."""
        turned = column == self.column and not self.descending
        return here(sort=f"-{column}" if turned else column)

    def state(self, column: str) -> str:
        """What `aria-sort` says of a column."""
        if column != self.column:
            return "none"
        return "descending" if self.descending else "ascending"


def page_number() -> int:
    """The page asked for by `?page=`, at least 1."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def here(**changes: object) -> str:
    """The address of this page with some of its query changed."""
    arguments = {**request.args, **changes}
    kept: dict[str, Any] = {k: v for k, v in arguments.items() if v not in (None, "")}
    return url_for(request.endpoint or "", **{**kept, **(request.view_args or {})})


def path_of(endpoint: str, **values: object) -> str:
    """The path of a page, for texts written outside of requests too."""
    return str(current_app.url_map.bind("localhost").build(endpoint, values))


def safe_next(target: str | None) -> str:
    """A path of our own to go on to; anything else becomes the home page."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return "/"
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(c) < 32 for c in target):
        return "/"
    return target


def year_asked(default: int) -> int:
    """The year asked for by `?year=`; nonsense means the default."""
    year = request.args.get("year", type=int)
    return year if year is not None and 2000 <= year <= 2100 else default


def day_asked(name: str, default: date) -> date:
    """A day asked for by its name in the address (2025-06-30); nonsense means the default."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default


def wants_json() -> bool:
    """Whether a script of ours asks: it wants facts to tell, not a page."""
    return request.accept_mimetypes.best == "application/json"


def share_words(pages: Blueprint, **words: Mapping[Any, Any]) -> None:
    """Give every template, macros included, the words a package has for its states.

    The names are shared by all packages, so the same name twice stops the start.
    """

    def share(state: BlueprintSetupState) -> None:
        shared = state.app.jinja_env.globals
        if twice := [name for name in words if shared.get(name, words[name]) is not words[name]]:
            raise ValueError(f"shared twice: {twice}")
        shared.update(words)

    pages.record_once(share)
