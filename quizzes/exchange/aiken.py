"""Aiken: one right answer among options with letters, nothing else. Pure.

The format: https://docs.moodle.org/en/Aiken_format. A question may have several lines, letters may
be followed by a point or a bracket, and “ĐÁP ÁN:” is read like “ANSWER:”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from flask_babel import lazy_gettext

from lms.core.sheet_reader import decoded
from quizzes.exchange.format import Declined, Loss, Outgoing, Packed, Reason, Taken, Unreadable
from quizzes.exchange.losing import lost_of
from quizzes.exchange.plain_text import visible
from quizzes.wording import Wording

TITLE = lazy_gettext("Aiken (plain text, one right answer)")
ENDING = ".txt"
MEDIA_TYPE = "text/plain; charset=utf-8"
LOST = (
    *(Loss.PICTURE, Loss.AUDIO, Loss.OPTION_EXPLANATIONS, Loss.EXPLANATION, Loss.TAGS),
    *(Loss.LEVEL, Loss.LANGUAGE, Loss.REFERENCE, Loss.KEEP_ORDER, Loss.FORMATTING),
)
CARRIES: dict[str, Sequence[Loss]] = {"single_choice": LOST}
OPTION = re.compile(r"\s*([A-Za-z])\s*[.)]\s*(.*)")
ANSWER = re.compile(r"\s*(?:ANSWER|ĐÁP ÁN)\s*:\s*(.*?)\s*", re.IGNORECASE)


def read(body: bytes) -> list[Taken | Declined]:
    """The items of a file. Raises Unreadable when there is no question with an answer in it."""
    lines = visible_lines(body)
    found = [_item(number, *parts) for number, parts in enumerate(_parts(lines), 1)]
    if not any(isinstance(one, Taken) for one in found):
        raise Unreadable("no_items")
    return found


def visible_lines(body: bytes) -> list[str]:
    """The lines of a text file. Raises Unreadable for what is no text."""
    if b"\x00" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("binary")
    return re.split(r"\r\n|\r|\n", decoded(body))


def _parts(lines: Sequence[str]) -> Iterator[tuple[list[str], list[str], str | None]]:
    """Each question with its options and what its answer line says (None: there is none)."""
    stem: list[str] = []
    options: list[str] = []
    after_gap = False  # an empty line after options: what follows may be a new question
    for line in lines:
        answer, option = ANSWER.fullmatch(line), OPTION.fullmatch(line)
        fits = bool(option and stem and option[1].upper() == _next_letter(options))
        if after_gap and line.strip() and not (answer or fits):
            yield stem, options, None
            stem, options = [], []
        after_gap = bool(options) and not line.strip()
        if answer and (stem or options):
            yield stem, options, answer[1]
            stem, options = [], []
        elif option and fits:
            options.append(option[2])
        elif line.strip() and options:
            options[-1] = f"{options[-1]} {line.strip()}"
        elif line.strip():
            stem.append(line)
    if stem or options:
        yield stem, options, None


def _next_letter(options: Sequence[str]) -> str:
    return ascii_uppercase[len(options)] if len(options) < len(ascii_uppercase) else ""


def _item(
    number: int, stem: Sequence[str], options: Sequence[str], answer: str | None
) -> Taken | Declined:
    question = visible("\n".join(stem))
    title = question.replace("\n", " ")[:80]
    letters = [letter for letter in (answer or "").upper() if letter in ascii_uppercase]
    places = [ascii_uppercase.index(letter) for letter in letters]
    if answer is None or not options:
        return Declined(number, title, Reason.BROKEN)
    if not places or any(place >= len(options) for place in places):
        return Declined(number, title, Reason.NO_KEY)
    if len(places) > 1:
        return Declined(number, title, Reason.SEVERAL_KEYS)
    texts = [visible(option) for option in options]
    return Taken(
        number, title, Wording("single_choice", question, texts, {"option": places[0]}, "")
    )


def write(items: Sequence[Outgoing]) -> Packed:
    """A file with the items that have one right answer; the others are left out."""
    blocks, lost, left_out = [], {}, []
    for item in items:
        block = _block(item.wording) if item.wording.kind in CARRIES else ""
        if not block:
            left_out.append(item.number)
            continue
        blocks.append(block)
        losses = set(lost_of(item.wording, LOST))
        losses |= {Loss.FORMATTING} if "\n" in "".join(_texts(item.wording)) else set()
        if losses:
            lost[item.number] = sorted(losses)
    return Packed("\n".join(blocks).encode(), dict(lost), left_out)


def _texts(wording: Wording) -> list[str]:
    return [wording.stem, *wording.options]


def _block(wording: Wording) -> str:
    """A question as lines; empty when a reader would take its words for something else."""
    stem, *options = (" ".join(text.split()) for text in _texts(wording))
    if ANSWER.fullmatch(stem) or OPTION.fullmatch(stem):
        return ""
    rows = [f"{ascii_uppercase[place]}. {text}" for place, text in enumerate(options[:26])]
    block = "\n".join([stem, *rows, f"ANSWER: {ascii_uppercase[wording.key['option']]}", ""])
    found = [_item(1, *parts) for parts in _parts(block.split("\n"))]
    again = found[0] if len(found) == 1 else None
    same = isinstance(again, Taken) and _texts(again.wording) == [stem, *options]
    return block if same else ""
