"""The Markdown that shows a file in a lesson, from what its author said of it. Pure."""

from __future__ import annotations

from lms.core.markup_blocks import MEDIA, Opening
from lms.core.names import tidy

PLAIN = str.maketrans({"[": "(", "]": ")", "\\": ""})  # brackets would end the words of a picture
FENCE = ":::"


def picture(name: str, words: str, caption: str = "") -> str:
    """A picture with the words for who cannot see it, and maybe words below it."""
    below = tidy(caption).replace("\\", "\\\\").replace('"', '\\"')
    return f"![{tidy(words).translate(PLAIN)}]({MEDIA}{name}" + (f' "{below}")' if below else ")")


def recording(name: str, language: str, transcript: str) -> str:
    """A recording in a language, with what is said in it."""
    return _block(Opening("audio", MEDIA + name, language), transcript)


def film(target: str, words: str) -> str:
    """A film, by the name of its file or its address, with what it shows."""
    is_address = target.startswith("https://")
    return _block(Opening("video", target if is_address else MEDIA + target), words)


def _block(opening: Opening, words: str) -> str:
    language = f" {opening.language}" if opening.name == "audio" else ""
    lines = [line.rstrip() for line in words.strip().splitlines()]
    inside = "\n".join(line for line in lines if not line.lstrip().startswith(FENCE))
    return f"{FENCE} {opening.name} {opening.target}{language}\n{inside}\n{FENCE}"


def added(body: str, block: str) -> str:
    """A text with a block below it, apart from what stands above."""
    return f"{body.rstrip()}\n\n{block}\n".lstrip()
