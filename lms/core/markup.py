"""Markdown of lessons → safe HTML, with the house's blocks set apart."""

from __future__ import annotations

import re
from typing import Any

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin

# The words above a block are part of the content, so they follow its language, not the reader's.
BLOCKS = {
    "vi": {"warning": "Cẩn thận", "tip": "Mẹo nhỏ", "story": "Chuyện ở thôn"},
    "en": {"warning": "Careful", "tip": "Tip", "story": "A story"},
}
TAGS = {"p", "ol", "ul", "li", "strong", "em", "h1", "h2", "h3", "br", "blockquote", "div", "a"}
ATTRIBUTES = {"div": {"class"}, "p": {"class"}, "a": {"href"}}


def _open_block(name: str, words: str) -> Any:
    title = f'<div class="block block--{name}"><p class="block__title">{words}</p>'

    def render(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
        return title if tokens[index].nesting == 1 else "</div>"

    return render


def _parser(language: str) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    for name, words in BLOCKS[language].items():
        parser.use(container_plugin, name=name, render=_open_block(name, words))
    return parser


PARSERS = {language: _parser(language) for language in BLOCKS}


def to_html(text: str, language: str = "vi") -> str:
    """Render Markdown and keep only what a lesson needs."""
    return nh3.clean(
        PARSERS.get(language, PARSERS["vi"]).render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes={"https", "http", "tel", "mailto"},
        link_rel="noopener noreferrer",
    )


def word_count(text: str) -> int:
    """Words (syllables) a reader sees: marks, block names and list numbers left out."""
    return len(re.findall(r"\w+", re.sub(r"(?m)^:::.*$|^# .*$", "", text)))
