"""The named blocks of lessons: what `::: name` opens, and what becomes of it on the page.

    ::: steps / warning / tip / story / card   words of the author in a box with its title
    ::: audio media/loi-doc.m4a tyz            a recording, its language; inside: what is said
    ::: video media/phim.mp4  or  https://…    a film or a link; inside: what it shows
    ::: check                                  a question, choices `- [x]` and `- [ ]`, and why

A picture alone in a paragraph, `![what it shows](media/anh.webp "words below it")`, is a figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from markdown_it.token import Token

# The words of a block are part of the content, so they follow its language, not the reader's.
WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "steps": "Các bước", "warning": "Cẩn thận", "tip": "Mẹo nhỏ", "story": "Chuyện ở thôn",
        "card": "Thẻ bỏ túi", "check": "Bạn thử trả lời", "audio": "Nghe bằng {language}",
        "video": "Xem phim", "answer": "Xem câu trả lời", "right": "Đúng:",
        "transcript": "Đọc lời", "download": "Tải về ({size})", "link": "Mở phim ở trang khác",
    },
    "en": {
        "steps": "Steps", "warning": "Careful", "tip": "Tip", "story": "A story",
        "card": "Pocket card", "check": "Try to answer", "audio": "Listen in {language}",
        "video": "Film", "answer": "See the answer", "right": "Right:",
        "transcript": "Read what is said", "download": "Download ({size})",
        "link": "Open the film on its page",
    },
}  # fmt: skip
# Languages a recording may have (ISO 639, domain.md 6.2), in the words of the content's language.
SPOKEN: Mapping[str, Mapping[str, str]] = {
    "vi": {"vi": "tiếng Việt", "tyz": "tiếng Tày", "nut": "tiếng Nùng", "ium": "tiếng Dao",
           "mji": "tiếng Dao (Kim Mun)", "hmn": "tiếng Mông", "en": "tiếng Anh"},
    "en": {"vi": "Vietnamese", "tyz": "Tày", "nut": "Nùng", "ium": "Dao",
           "mji": "Dao (Kim Mun)", "hmn": "Hmong", "en": "English"},
}  # fmt: skip
BOXES = ("steps", "warning", "tip", "story", "card")
NAMES = (*BOXES, "check", "audio", "video")
MEDIA = "media/"
CHOICE = re.compile(r"^\[( |x|X)\] ")


@dataclass(frozen=True)
class Medium:
    """A file a text may show: its name in the text, where it is, how large (bytes, pixels)."""

    name: str
    address: str
    size: int
    width: int = 0
    height: int = 0


Media = Sequence[Medium]


def words_of(language: str) -> Mapping[str, str]:
    """The words of blocks in a language; Vietnamese for those we have none for."""
    return WORDS.get(language, WORDS["vi"])


def spoken(tag: str, language: str) -> str:
    """What a language is called; its tag when we do not know it."""
    return SPOKEN.get(language, SPOKEN["vi"]).get(tag, tag)


def size_words(size: int, language: str) -> str:
    """`1,1 MB`, `320 KB`: as people read it before they download."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} KB"
    mark = "." if language == "en" else ","
    return f"{size / 1_000_000:.1f} MB".replace(".", mark)


@dataclass(frozen=True)
class Opening:
    """What stands after `:::`: the name of the block, the file or address, the language."""

    name: str
    target: str = ""
    language: str = "vi"

    @property
    def file(self) -> str:
        """The name of the kept file; empty for an address elsewhere."""
        return self.target.removeprefix(MEDIA) if self.target.startswith(MEDIA) else ""


def opening_of(info: str) -> Opening:
    """Read the line that opens a block."""
    name, target, language = [*info.split(), "", "", ""][:3]
    return Opening(name, target, language or "vi")


def open_box(info: str, language: str, media: Media) -> str:
    """The HTML a block begins with."""
    block = opening_of(info)
    if block.name in {"audio", "video"}:
        return _open_medium(block, language, media)
    return f'<div class="block block--{block.name}">{_title(words_of(language)[block.name])}'


def close_box(info: str) -> str:
    """The HTML a block ends with."""
    return {"audio": "</details></div>"}.get(opening_of(info).name, "</div>")


def _title(words: str) -> str:
    return f'<p class="block__title">{escape(words)}</p>'


def _open_medium(block: Opening, language: str, media: Media) -> str:
    words = words_of(language)
    found = next((one for one in media if one.name == block.file), None)
    title = words[block.name].format(language=spoken(block.language, language))
    spoken_in = f" spoken--{escape(block.language)}" if block.name == "audio" else ""
    start = f'<div class="block block--{block.name}{spoken_in}">{_title(title)}'
    if found is not None:
        address, size = escape(found.address), size_words(found.size, language)
        start += (
            f'<{block.name} controls preload="none" src="{address}"></{block.name}>'
            f'<p><a href="{address}" download="{escape(found.name)}">'
            f"{escape(words['download'].format(size=size))}</a></p>"
        )
    elif block.name == "video" and block.target.startswith("https://"):
        start += f'<p><a href="{escape(block.target)}">{escape(words["link"])}</a></p>'
    if block.name == "video":
        return start
    return f"{start}<details><summary>{escape(words['transcript'])}</summary>"


def picture(token: Token, media: Media) -> str:
    """An image of a text: only files of the module are shown, anything else is its words."""
    name = str(token.attrs.get("src", "")).removeprefix(MEDIA)
    found = next((one for one in media if one.name == name), None)
    if found is None:
        return f"[{escape(token.content)}]"
    size = f' width="{found.width}" height="{found.height}"' if found.width else ""
    return (
        f'<img src="{escape(found.address)}" alt="{escape(token.content)}"{size}'
        ' loading="lazy" decoding="async">'
    )


def with_figures(tokens: Sequence[Token]) -> list[Token]:
    """Paragraphs that are one picture become figures, with the title of the picture below."""
    shaped = list(tokens)
    for place, token in enumerate(shaped):
        image = _only_image(token)
        if image is None or shaped[place - 1].type != "paragraph_open":
            continue
        for edge in (shaped[place - 1], shaped[place + 1]):
            edge.tag, edge.hidden = "figure", False
        if title := str(image.attrs.pop("title", "")):
            token.children = [image, html(f"<figcaption>{escape(title)}</figcaption>")]
    return shaped


def _only_image(token: Token) -> Token | None:
    children = token.children or []
    return children[0] if [one.type for one in children] == ["image"] else None


def html(text: str) -> Token:
    """Ready HTML among tokens."""
    return Token("html_inline", "", 0, content=text)


def with_answers(tokens: Sequence[Token], language: str) -> list[Token]:
    """In a check-yourself block, what is right and why is shown only on demand."""
    shaped: list[Token] = []
    for part, is_check in _parts(tokens):
        shaped += _checked(part, words_of(language)) if is_check else part
    return shaped


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], bool]]:
    """Stretches of tokens: those of check blocks, and all between."""
    part: list[Token] = []
    for token in tokens:
        if token.type == "container_check_open":
            yield part, False
            part = [token]
        elif token.type == "container_check_close":
            yield [*part, token], True
            part = []
        else:
            part.append(token)
    yield part, False


def _checked(part: list[Token], words: Mapping[str, str]) -> list[Token]:
    ends = [n for n, token in enumerate(part) if token.type == "bullet_list_close"]
    cut = ends[0] + 1 if ends else len(part) - 1
    right = [text for token in part[:cut] if (text := _unmarked(token))]
    opening = f"<details><summary>{escape(words['answer'])}</summary>"
    if right:
        opening += f"<p><strong>{escape(words['right'])}</strong> {escape('; '.join(right))}</p>"
    return [*part[:cut], _block(opening), *part[cut:-1], _block("</details>"), part[-1]]


def _block(text: str) -> Token:
    return Token("html_block", "", 0, content=text)


def _unmarked(token: Token) -> str:
    """Take the mark off a choice; its words when it is a right one."""
    first = next(iter(token.children or ()), None)
    found = CHOICE.match(first.content) if first is not None else None
    if first is None or found is None:
        return ""
    first.content = first.content[found.end() :]
    words = "".join(child.content for child in token.children or () if child.type == "text")
    return words if found[1] != " " else ""


def blocks_in(tokens: Sequence[Token]) -> Iterator[tuple[Opening, Sequence[Token]]]:
    """Every named block with what stands inside it."""
    starts: list[int] = []
    for place, token in enumerate(tokens):
        if token.type.startswith("container_") and token.nesting == 1:
            starts.append(place)
        elif token.type.startswith("container_") and starts:
            start = starts.pop()
            yield opening_of(tokens[start].info), tokens[start + 1 : place]


def box_renderer(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """How markdown-it renders the edges of a block."""
    token = tokens[index]
    if token.nesting == -1:
        return close_box(env["infos"].pop())
    env.setdefault("infos", []).append(token.info)
    return open_box(token.info, env["language"], env["media"])


def picture_renderer(self: Any, tokens: Any, index: int, options: Any, env: Any) -> str:
    """How markdown-it renders an image."""
    return picture(tokens[index], env["media"])
