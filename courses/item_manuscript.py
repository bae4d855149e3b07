"""Reads the items of a quiz.md: plain text that an author types with no tool but a keyboard.

An item is a numbered question in bold and the lines below it, each `- Name: what it says`:

    1. **Ai nên cầm máy khi học?**
       - A. Người dân đang học
       - B. Con cháu trong nhà // Người học không bấm thì không nhớ.
       - Đáp án: A. Tự tay bấm thì mới nhớ.
       - Đọc lại: 05:1
       - Mức: dễ
       - Nhãn: hướng dẫn

Every line there is: docs/module-package.md.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from flask_babel import gettext as _

from courses.item_kinds import NOTE, READERS
from courses.item_lines import MEDIUM, Written, Wrong, items_in, parted, plain
from courses.manuscript_faults import Broken
from quizzes.items import KINDS
from quizzes.wording import STEM, Level, Medium, Use, Wording

REFERENCE = re.compile(r"^0*([1-9]\d?):([1-9]\d{0,2})$")
FILE = re.compile(r"^media/([A-Za-z0-9._-]+)$")
YES = "có"
USES = {"Ảnh": Use.PICTURE, "Ghi âm": Use.AUDIO}
LEVELS = {"dễ": Level.EASY, "vừa": Level.MIDDLE, "khó": Level.HARD}


@dataclass(frozen=True)
class Asked:
    """An item of a quiz, and whether every test asks it."""

    wording: Wording
    is_fixed: bool = False


def medium_id(name: str) -> UUID:
    """What stands in a wording for a file of its package until it is kept here."""
    return uuid5(NAMESPACE_URL, f"media/{name}")


def read_items(file: Path | str, text: str) -> list[Wording]:
    """The items of a quiz.md. Raises Broken that names the line."""
    return [one.wording for one in read_quiz(file, text)]


def read_quiz(file: Path | str, text: str, media: Collection[str] = ()) -> list[Asked]:
    """The items of a quiz.md that may show these files. Raises Broken that names the line."""
    found = []
    try:
        for item in items_in(text):
            is_fixed = _yes(item, "Luôn hỏi")
            found.append(Asked(_wording(item, media), is_fixed))
    except Wrong as wrong:
        raise Broken(file, str(wrong), wrong.line) from None
    return found


def _wording(item: Written, media: Collection[str]) -> Wording:
    kind = item.text("Loại") or "một đáp án"
    if kind not in READERS:
        raise Wrong(_none_of(kind, READERS), item.lines["Loại"][0])
    wording = replace(READERS[kind](item), media=_media(item, media), **_about(item))
    pictures = {one.place for one in wording.media if one.use is Use.PICTURE}
    if any(not text and n not in pictures for n, text in enumerate(wording.options)):
        raise Wrong(_("an option has neither words nor a picture"), item.number)
    problems = KINDS[wording.kind].problems(wording)
    if problems:
        raise Wrong(" ".join(problems), item.number)
    return wording


def _none_of(word: str, known: Collection[str]) -> str:
    return str(_("“%(word)s” is none of: %(known)s", word=word, known=", ".join(known)))


def _about(item: Written) -> dict[str, Any]:
    """What an item of any kind says beside question and answer."""
    found: dict[str, Any] = {"keep_order": _yes(item, "Giữ thứ tự")}
    if level := item.text("Mức"):
        if level not in LEVELS:
            raise Wrong(_none_of(level, LEVELS), item.lines["Mức"][0])
        found["level"] = LEVELS[level]
    if tags := item.text("Nhãn"):
        found["tags"] = parted(tags, ",")
    if language := item.text("Ngôn ngữ"):
        found["language"] = language
    if reference := item.text("Đọc lại"):
        parts = REFERENCE.match(reference)
        if parts is None:
            raise Wrong(_("write the lesson and its line as 05:3"), item.lines["Đọc lại"][0])
        found["reference"] = f"{parts[1]}:{parts[2]}"
    return found


def _yes(item: Written, name: str) -> bool:
    text = item.text(name)
    if text not in {"", YES}:
        raise Wrong(_none_of(text, [YES]), item.lines[name][0])
    return text == YES


def _media(item: Written, known: Collection[str]) -> list[Medium]:
    """`- Ảnh: media/x.png // words` on the question, `- Ảnh B: …` on an option."""
    found = []
    for name, (line, text) in item.lines.items():
        if place := MEDIUM.match(name):
            target, _sign, words = text.partition(NOTE)
            file = FILE.match(target.strip())
            if file is None or file[1] not in known:
                raise Wrong(_("%(file)s is not in the package", file=target.strip()), line)
            at = ord(place[2]) - ord("A") if place[2] else STEM
            found.append(Medium(at, USES[place[1]], medium_id(file[1]), plain(words)))
    return sorted(found, key=lambda one: (one.place, one.use))
