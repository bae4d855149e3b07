"""Formatted texts of other systems (HTML, Markdown) → plain text with its line breaks. Pure."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3
from markdown_it import MarkdownIt

MARKDOWN = MarkdownIt("commonmark", {"html": True})
# Elements that begin a line of their own, and those that say nothing a learner would miss.
BLOCKS = (
    *("address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "figure", "footer"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section"),
    *("table", "tr", "ul"),
)
SILENT = frozenset(
    {"html", "head", "body", "meta", "p", "br", "div", "span", "section", "article"}
    | {"font", "img", "audio", "source"}
)
# Control characters, halves of characters, private ones and those that are none.
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\ufffb\ufffe\uffff]"
)
MOST_TAGS = 3_000  # in one text; deeper nesting than that would take the parser minutes
TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>")
BREAK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS, key=len, reverse=True))})\b[^<>]*>")
# What editors add by themselves: it says nothing.
USUAL_STYLE = re.compile(r"\s*(?:text-align\s*:\s*(?:left|start|justify)|margin[^;]*)?\s*")
STYLE = re.compile(r"""\bstyle\s*=\s*["']([^"']*)["']""", re.IGNORECASE)


def plain(text: str) -> tuple[str, bool]:
    """The text of a piece of HTML, and whether formatting (bold, lists, colours …) went away.

    Paragraphs and breaks become line breaks; scripts and styles go with their content. Pictures
    and recordings are left out without a word here: who reads the file tells of them.
    """
    if "<" not in text and "&" not in text:
        return _lines(" ".join(_visible(text).split())), False
    text = " ".join(text.split())
    if text.count("<") > MOST_TAGS:
        return _lines(html.unescape(TAG.sub(" ", text))), True
    kept = nh3.clean(text, tags=set(BLOCKS), attributes={}, link_rel=None)
    return _lines(html.unescape(BREAK.sub("\n", kept))), _is_formatted(text)


def plain_with_breaks(text: str) -> tuple[str, bool]:
    """The same for text in which a line break is one, with or without HTML (Moodle's own form)."""
    return plain(text.strip().replace("\r\n", "\n").replace("\n", "<br>")) if text else ("", False)


def plain_markdown(text: str) -> tuple[str, bool]:
    """The text of a piece of Markdown, and whether formatting went away."""
    return plain(MARKDOWN.render(text))


def visible(text: str) -> str:
    """Text as it is, without control characters, its lines tidied."""
    return _lines(_visible(text))


def _is_formatted(text: str) -> bool:
    for name, attributes in TAG.findall(text):
        if name.lower() not in SILENT:
            return True
        style = STYLE.search(attributes)
        if style and not all(USUAL_STYLE.fullmatch(one) for one in style[1].split(";")):
            return True
    return False


def _visible(text: str) -> str:
    return HIDDEN.sub("", text)


def _lines(text: str) -> str:
    """Single spaces, no empty lines, one spelling (NFC)."""
    lines = (
        " ".join(line.split()) for line in unicodedata.normalize("NFC", _visible(text)).split("\n")
    )
    return "\n".join(line for line in lines if line)
