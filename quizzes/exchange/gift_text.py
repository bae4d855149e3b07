"""The texts inside GIFT: escapes, format markers, comments, how a file falls into blocks. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from quizzes.exchange.format import Loss
from quizzes.exchange.plain_text import plain, plain_markdown, plain_with_breaks, visible

ESCAPED = "\\:#={}~"
# While a block is taken apart, an escaped character is one that no text has (private use).
HIDDEN = {f"\\{sign}": chr(0xE100 + place) for place, sign in enumerate(ESCAPED)}
HIDDEN["\\n"] = chr(0xE1FF)
SHOWN = {ord(hidden): escape[1] for escape, hidden in HIDDEN.items()} | {0xE1FF: "\n"}
ESCAPE = re.compile("|".join(re.escape(escape) for escape in HIDDEN))
PRIVATE = re.compile("[\ue100-\ue1ff]")
MARKER = re.compile(r"\s*\[(html|markdown|plain|moodle)\]", re.IGNORECASE)
CATEGORY = re.compile(r"\$CATEGORY\s*:(.*)", re.IGNORECASE)
TAG = re.compile(r"\[tag:([^\]]*)\]")
READERS: dict[str, Callable[[str], tuple[str, bool]]] = {
    "html": plain,
    "markdown": plain_markdown,
    "plain": lambda text: (visible(text), False),
    "moodle": plain_with_breaks,
}
PICTURE = re.compile(r"<img\b", re.IGNORECASE)
SOUND = re.compile(r"<(?:audio|video)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """One question of a file as it stands there; `comments` are the lines before and within."""

    text: str
    line: int
    category: str = ""
    comments: tuple[str, ...] = ()

    @property
    def tags(self) -> list[str]:
        """The category and the tags in comments."""
        found = [visible(tag) for comment in self.comments for tag in TAG.findall(comment)]
        return list(dict.fromkeys(tag for tag in (self.category, *found) if tag))


@dataclass
class Texts:
    """Turns the texts of one question into plain ones and notes what went away on the way."""

    form: str = "moodle"
    losses: set[Loss] = field(default_factory=set)

    def read(self, text: str) -> str:
        """A text with its own format marker, or in the format of the question."""
        form, rest = marked(text)
        shown = rest.translate(SHOWN)
        found, formatted = READERS[form or self.form](shown)
        self.losses |= {Loss.FORMATTING} if formatted else set()
        self.losses |= {Loss.PICTURE} if PICTURE.search(shown) else set()
        self.losses |= {Loss.AUDIO} if SOUND.search(shown) else set()
        return found


def marked(text: str) -> tuple[str, str]:
    """(format, the rest) of a text that may begin with a marker such as [html]."""
    marker = MARKER.match(text)
    return (marker[1].lower(), text[marker.end() :]) if marker else ("", text)


def hide(text: str) -> str:
    """Escaped signs become characters of their own, so that plain searching finds the others."""
    return ESCAPE.sub(lambda found: HIDDEN[found[0]], PRIVATE.sub("", text))


def escaped(text: str) -> str:
    """A text as it is written into a file."""
    for sign in ESCAPED:
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def blocks(text: str) -> Iterator[Block]:
    """The questions of a file: an empty line ends one, unless its braces are still open."""
    comments: list[str] = []
    lines: list[str] = []
    category, start, depth = "", 0, 0
    for number, line in enumerate([*hide(text).split("\n"), ""], 1):
        stripped = line.strip()
        begins = stripped.startswith("::") or bool(CATEGORY.match(stripped))
        if lines and ((not stripped and depth <= 0) or begins):
            yield Block("\n".join(lines), start, category, tuple(comments))
            comments, lines, depth = [], [], 0
        if not stripped:
            continue
        if stripped.startswith("//"):
            comments.append(stripped.translate(_BACK))
        elif found := CATEGORY.match(stripped):
            category = _last_part(found[1].translate(SHOWN))
        else:
            start = start if lines else number
            lines.append(line)
            depth += line.count("{") - line.count("}")
    if lines:
        yield Block("\n".join(lines), start, category, tuple(comments))


# Comments are not GIFT: what looked like an escape in them was none.
_BACK = {ord(hidden): escape for escape, hidden in HIDDEN.items()}


def _last_part(path: str) -> str:
    """`$course$/top/Mật khẩu` → Mật khẩu; Moodle's own roots name nothing."""
    parts = [part.strip() for part in re.split(r"(?<!/)/(?!/)", path)]
    named = [part for part in parts if part and part.lower() not in {"top", "$course$", "$module$"}]
    return visible(named[-1].replace("//", "/")) if named else ""
