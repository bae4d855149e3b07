"""Texts of Moodle XML: `<x format="html"><text>…</text><file>…</file></x>`. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Draft, Find, Stop
from quizzes.exchange.format import Reason
from quizzes.exchange.media_bodies import LARGEST
from quizzes.exchange.plain_text import MARKDOWN, plain, plain_with_breaks, visible
from quizzes.exchange.rich_text import Rich, rich
from quizzes.exchange.xml_tree import children, text_of

PLUGINFILE = "@@PLUGINFILE@@/"
LONGEST_MARKUP = 200_000
INLINE = re.compile(r"""(["'])(data:[a-z]+/[a-z0-9.+-]+;base64,[^"']*)\1""", re.IGNORECASE)
TAGS = re.compile(r"</?[a-zA-Z][^<>]*>")


def _as_is(text: str) -> tuple[str, bool]:
    return visible(text), False


BY_FORMAT: Mapping[str, Callable[[str], tuple[str, bool]]] = {
    "html": plain,
    "plain_text": _as_is,
    "markdown": plain,  # after it was made HTML, so that its pictures are found
}


def said(draft: Draft, element: Element | None, place: int) -> str:
    """The text of the question itself; what it shows goes to its place."""
    found, find = _read(element)
    return draft.place(found, place, find)


def said_option(draft: Draft, element: Element, place: int) -> str:
    """The text of an option with what it shows."""
    found, find = _read(element)
    return draft.option(found, place, find)


def noted(draft: Draft, element: Element | None) -> str:
    """A text that can show nothing: feedback."""
    return draft.words(_read(element)[0])


def word(draft: Draft, element: Element | None) -> str:
    """A text without format (a partner, an accepted answer), though some files use HTML there."""
    text = "" if element is None else text_of(element, "text")
    return draft.words(Rich(*(plain(text) if TAGS.search(text) else _as_is(text))))


def _read(element: Element | None) -> tuple[Rich, Find]:
    if element is None:
        return Rich(""), lambda _source: None
    bodies: dict[str, bytes | None] = {}
    markup = _text_with_pictures_apart(text_of(element, "text"), bodies)
    if len(markup) > LONGEST_MARKUP:
        raise Stop(Reason.TOO_LONG)
    for file in children(element, "file"):
        path = file.get("path", "/").strip("/")
        bodies["/".join(filter(None, (path, file.get("name", ""))))] = decoded(file.text or "")
    if element.get("format") == "markdown":
        markup = MARKDOWN.render(markup)
    to_plain = BY_FORMAT.get(element.get("format", ""), plain_with_breaks)
    return rich(markup, to_plain), lambda source: _find(source, bodies)


def _text_with_pictures_apart(markup: str, bodies: dict[str, bytes | None]) -> str:
    """Pictures pasted into a text as `data:` addresses become files like the others."""

    def named(found: re.Match[str]) -> str:
        name = f"inline-{len(bodies)}."
        bodies[name] = decoded(found[2].partition(",")[2])
        return f'"{PLUGINFILE}{name}"'

    return INLINE.sub(named, markup) if "data:" in markup else markup


def _find(source: str, bodies: Mapping[str, bytes | None]) -> bytes | None:
    if not source.startswith(PLUGINFILE):
        return None
    return bodies.get(unquote(source.removeprefix(PLUGINFILE).partition("?")[0]))


def decoded(text: str) -> bytes | None:
    """The bytes of a file in base64; None when it is damaged or too large."""
    if len(text) > LARGEST * 3 // 2:
        return None
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
