"""Markdown of lessons → safe HTML, with the house's blocks set apart.

The lines of a lesson are its paragraphs and list items, counted from 1 as they are read; what
stands inside a list item belongs to it. A quiz item names the line it tests by that number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

# The words above a block are part of the content, so they follow its language, not the reader's.
BLOCKS = {
    "vi": {"warning": "Cẩn thận", "tip": "Mẹo nhỏ", "story": "Chuyện ở thôn"},
    "en": {"warning": "Careful", "tip": "Tip", "story": "A story"},
}
TAGS = {"p", "ol", "ul", "li", "strong", "em", "h1", "h2", "h3", "br", "blockquote", "div", "a"}
ATTRIBUTES = {"div": {"class"}, "p": {"class", "id"}, "li": {"id"}, "a": {"href"}}
LINE_ID = re.compile(r"line-[1-9][0-9]{0,2}")
KEPT_NUMBERED = 512  # lessons whose rendering with line numbers is kept in memory


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
    parser = _parser_of(language)
    return _safe(parser.render(text))


@lru_cache(KEPT_NUMBERED)
def to_numbered_html(text: str, language: str = "vi") -> str:
    """The same with an anchor on every line: `line-1`, `line-2` …; for one text of a page."""
    parser = _parser_of(language)
    tokens = parser.parse(text)
    for number, (opening, _content) in enumerate(_lines(tokens), 1):
        opening.attrSet("id", f"line-{number}")
    return _safe(parser.renderer.render(tokens, parser.options, {}))


def text_lines(text: str) -> list[str]:
    """The lines of a lesson as plain words, in the order of their anchors."""
    return [
        " ".join(" ".join(map(_words, content)).split())
        for _opening, content in _lines(PARSERS["vi"].parse(text))
    ]


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token]]]:
    """Each paragraph outside lists and each outermost list item: its opening and its texts."""
    opening: Token | None = None
    content: list[Token] = []
    for token in tokens:
        if opening is None and token.type in {"paragraph_open", "list_item_open"}:
            opening, content = token, []
        elif opening is None:
            continue
        elif token.type == "inline":
            content.append(token)
        elif token.nesting == -1 and (token.tag, token.level) == (opening.tag, opening.level):
            yield opening, content
            opening = None


def _words(inline: Token) -> str:
    return "".join(
        child.content if child.type == "text" else " " if child.type == "softbreak" else ""
        for child in inline.children or ()
    )


def _parser_of(language: str) -> MarkdownIt:
    return PARSERS.get(language, PARSERS["vi"])


def _safe(html: str) -> str:
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_only_line_ids,
        url_schemes={"https", "http", "tel", "mailto"},
        link_rel="noopener noreferrer",
    )


def _only_line_ids(_tag: str, name: str, value: str) -> str | None:
    return value if name != "id" or LINE_ID.fullmatch(value) else None


def lowered(html: str) -> str:
    """The same text with headings a step lower: for a part of a page that has its own title."""
    return re.sub(r"(</?h)([12])>", lambda found: f"{found[1]}{int(found[2]) + 1}>", html)


def word_count(text: str) -> int:
    """Words (syllables) a reader sees: marks, block names and list numbers left out."""
    return len(re.findall(r"\w+", re.sub(r"(?m)^:::.*$|^# .*$", "", text)))
