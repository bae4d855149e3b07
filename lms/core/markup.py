"""Markdown of lessons → safe HTML, with the house's blocks (core/markup_blocks) set apart.

The lines of a lesson are its paragraphs and list items, counted from 1 as they are read; what
stands inside a list item belongs to it. A quiz item names the line it tests by that number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from lms.core.markup_blocks import (
    CHOICE,
    MEDIA,
    NAMES,
    Media,
    Medium,
    Opening,
    blocks_in,
    box_renderer,
    html,
    picture_renderer,
    with_answers,
    with_figures,
)

WORDY = {"text", "image", "code_inline"}  # what of a line is words
TAGS = {
    "p", "ol", "ul", "li", "strong", "em", "h1", "h2", "h3", "br", "hr", "blockquote", "div", "a",
    "img", "figure", "figcaption", "audio", "video", "details", "summary", "code",
}  # fmt: skip
ATTRIBUTES = {
    "div": {"class"},
    "p": {"class", "id"},
    "figure": {"id"},
    "li": {"id"},
    "a": {"href", "download"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
}


@dataclass(frozen=True)
class Block:
    """A named block of a text: how it was opened, and its words."""

    opening: Opening
    words: str


ANCHOR = re.compile(r'(<(?:p|li|figure) id=")line-')
LINE_ID = re.compile(r"line-[1-9][0-9]{0,2}")
# Where our own HTML goes in: letters no author can type, so that cleaning leaves them alone.
MARKS = ("\ue000", "\ue001")
NOTE = re.compile(f"{MARKS[0]}([0-9]+){MARKS[1]}")
WITHOUT_MARKS = str.maketrans("", "", "".join(MARKS))
KEPT_NUMBERED = 512  # lessons whose rendering with line numbers is kept in memory


def _made_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    for name in NAMES:
        parser.use(container_plugin, name=name, render=box_renderer)
    parser.add_render_rule("image", picture_renderer)
    return parser


PARSER = _made_parser()


def to_html(text: str, language: str = "vi", media: Media = ()) -> str:
    """Render Markdown and keep only what a lesson needs."""
    return _rendered(PARSER.parse(text), language, media)


@lru_cache(KEPT_NUMBERED)
def to_numbered_html(text: str, language: str = "vi", media: tuple[Medium, ...] = ()) -> str:
    """The same with an anchor on every line: `line-1`, `line-2` …; for one text of a page."""
    tokens = PARSER.parse(text)
    for number, (opening, _content, _end) in enumerate(_lines(tokens), 1):
        opening.attrSet("id", f"line-{number}")
    return _rendered(tokens, language, media)


def to_noted_html(
    text: str, language: str, media: Media, anchor: str, note: Callable[[int], str]
) -> str:
    """The same with `{anchor}1` … as anchors and our own HTML `note(1)` … after each line."""
    tokens = PARSER.parse(text.translate(WITHOUT_MARKS))
    for number, (opening, _content, end) in reversed(list(enumerate(_lines(tokens), 1))):
        opening.attrSet("id", f"line-{number}")
        inside = opening.type == "list_item_open"
        tokens.insert(end if inside else end + 1, html(f"{MARKS[0]}{number}{MARKS[1]}"))
    page = ANCHOR.sub(rf"\1{anchor}", _rendered(tokens, language, media))
    opened = page.replace("<details>", "<details open>")  # whoever reviews sees the answers too
    return NOTE.sub(lambda found: note(int(found[1])), opened)


def _rendered(tokens: list[Token], language: str, media: Media) -> str:
    shaped = with_answers(with_figures(tokens), language)
    env = {"language": language, "media": media}
    return _safe(PARSER.renderer.render(shaped, PARSER.options, env))


def named_blocks(text: str) -> list[Block]:
    """The named blocks of a text, the inner ones first."""
    return [
        Block(opening, " ".join(_words(one) for one in inside if one.type == "inline").strip())
        for opening, inside in blocks_in(PARSER.parse(text))
    ]


def pictures_in(text: str) -> list[tuple[str, str]]:
    """(file name, words for who cannot see it) of each picture of a text, in its order."""
    return [
        (str(child.attrs.get("src", "")).removeprefix(MEDIA), child.content.strip())
        for token in PARSER.parse(text)
        for child in token.children or ()
        if child.type == "image"
    ]


def files_in(text: str) -> list[str]:
    """The names of all files a text shows: pictures, recordings, films."""
    blocks = [block.opening.file for block in named_blocks(text) if block.opening.file]
    return [*(name for name, _alt in pictures_in(text)), *blocks]


def text_lines(text: str) -> list[str]:
    """The lines of a lesson as plain words, in the order of their anchors."""
    return [
        CHOICE.sub("", " ".join(" ".join(map(_words, content)).split()))
        for _opening, content, _end in _lines(PARSER.parse(text))
    ]


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[Token, list[Token], int]]:
    """Each paragraph outside lists and each outermost list item: opening, texts, its end."""
    opening: Token | None = None
    content: list[Token] = []
    for place, token in enumerate(tokens):
        if opening is None and token.type in {"paragraph_open", "list_item_open"}:
            opening, content = token, []
        elif opening is None:
            continue
        elif token.type == "inline":
            content.append(token)
        elif token.nesting == -1 and (token.tag, token.level) == (opening.tag, opening.level):
            yield opening, content, place
            opening = None


def _words(inline: Token) -> str:
    return "".join(
        child.content if child.type in WORDY else " " if child.type == "softbreak" else ""
        for child in inline.children or ()
    )


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
    """Words (syllables) a reader sees; what is said in a recording is not on the screen."""
    total, is_apart = 0, False
    for token in PARSER.parse(text):
        if token.type.startswith("container_audio") or token.tag == "h1":  # the title is apart too
            is_apart = token.nesting == 1
        elif token.type == "inline" and not is_apart:
            total += len(re.findall(r"\w+", _words(token)))
    return total
