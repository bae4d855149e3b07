"""Markdown of lessons → safe HTML, with the house's blocks set apart."""

from __future__ import annotations

import re
from typing import Any

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin

# name of the block → icon of its sign; the words for it are the template's business
BLOCKS = {"warning": "alert-triangle", "tip": "bulb", "story": "message-quote"}
TAGS = {"p", "ol", "ul", "li", "strong", "em", "h2", "h3", "br", "blockquote", "div", "a", "hr"}
ATTRIBUTES = {"div": {"class"}, "a": {"href"}}


def _open_block(name: str) -> Any:
    def render(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        return f'<div class="block block--{name}">' if tokens[index].nesting == 1 else "</div>"

    return render


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    for name in BLOCKS:
        parser.use(container_plugin, name=name, render=_open_block(name))
    return parser


PARSER = _parser()


def to_html(text: str) -> str:
    """Render Markdown and keep only what a lesson needs."""
    return nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "tel", "mailto"},
        link_rel="noopener noreferrer",
    )


def word_count(text: str) -> int:
    """Words (syllables) a reader sees: marks, block names and list numbers left out."""
    return len(re.findall(r"\w+", re.sub(r"(?m)^:::.*$|^# .*$", "", text)))
