"""A piece of HTML: its plain text, and the pictures and recordings in it. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from quizzes.exchange.plain_text import MOST_TAGS, plain
from quizzes.wording import Use

ATTRIBUTES = r"""(?:[^<>"']++|"[^"]*+"|'[^']*+')*+"""
# What stands inside is sought so far only: without an end it would be sought again and again.
SOUND = re.compile(
    rf"<(audio|video|object)\b({ATTRIBUTES})(?<!/)>(.{{0,2000}}?)</\1\s*>", re.I | re.S
)
ALONE = re.compile(rf"<(img|source|audio|video|object|embed|iframe)\b({ATTRIBUTES})>", re.I)
LINK = re.compile(rf"<a\b({ATTRIBUTES})>([^<>]*)</a>", re.I)
ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
USES = {"img": Use.PICTURE, "audio": Use.AUDIO, "source": Use.AUDIO}
SOUND_ENDINGS = (".mp3", ".ogg", ".oga", ".wav", ".m4a", ".aac", ".opus")


@dataclass(frozen=True)
class Shown:
    """A picture or recording a text points to; `use` is None for films and other things."""

    use: Use | None
    source: str
    description: str


@dataclass(frozen=True)
class Rich:
    """What a piece of HTML says and shows."""

    text: str
    is_formatted: bool = False
    shown: Sequence[Shown] = field(default=())


def rich(markup: str, to_plain: Callable[[str], tuple[str, bool]] = plain) -> Rich:
    """Text and media of a piece of HTML.

    With more tags than any question has, media are not looked for: they are lost, not slow.
    """
    shown: list[Shown] = []
    if markup.count("<") <= MOST_TAGS:
        markup = SOUND.sub(lambda found: _sound(found, shown), markup)
        markup = ALONE.sub(lambda found: _alone(found, shown), markup)
        markup = LINK.sub(lambda found: _link(found, shown), markup)
    text, is_formatted = to_plain(markup)
    return Rich(text, is_formatted, shown)


def _sound(found: re.Match[str], shown: list[Shown]) -> str:
    """An element with something to play inside, or an `object` with words instead of a picture."""
    name, inside = found[1].lower(), found[3]
    attributes = _attributes(found[2])
    sources = [_attributes(one[2]).get("src", "") for one in ALONE.finditer(inside)]
    source = attributes.get("src") or attributes.get("data") or next(iter(sources), "")
    words = attributes.get("title") or attributes.get("aria-label") or _words(inside, source)
    shown.append(Shown(_use(name, attributes), source, words))
    return " "


def _alone(found: re.Match[str], shown: list[Shown]) -> str:
    attributes = _attributes(found[2])
    source = attributes.get("src") or attributes.get("data") or ""
    words = attributes.get("alt") or attributes.get("title") or ""
    shown.append(Shown(_use(found[1].lower(), attributes), source, words))
    return " "


def _link(found: re.Match[str], shown: list[Shown]) -> str:
    """Moodle plays a link to a recording in its place."""
    source = _attributes(found[1]).get("href", "")
    if not source.lower().endswith(SOUND_ENDINGS):
        return found[0]
    shown.append(Shown(Use.AUDIO, source, _words(found[2], source)))
    return " "


def _use(name: str, attributes: dict[str, str]) -> Use | None:
    if name == "object":
        family = attributes.get("type", "").partition("/")[0]
        return {"image": Use.PICTURE, "audio": Use.AUDIO}.get(family)
    return USES.get(name)


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): " ".join(html.unescape(double or single or bare).split())
        for name, double, single, bare in ATTRIBUTE.findall(text)
    }


def _words(inside: str, source: str) -> str:
    """What stands inside, unless it is the address again, as Moodle's editor writes it."""
    text = plain(ALONE.sub(" ", inside))[0].replace("\n", " ")
    return "" if unquote(text).rpartition("/")[2] == unquote(source).rpartition("/")[2] else text
