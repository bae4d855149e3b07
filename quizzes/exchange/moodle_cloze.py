"""“Embedded answers” (cloze) of Moodle: those with drop-downs only are gaps with lists. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.moodle_choices import FULL
from quizzes.exchange.numbers import is_near, share_in
from quizzes.exchange.xml_tree import add, children, text_of

PART = re.compile(r"\{(\d{0,4}):([A-Z_]{1,24}):((?:[^\\{}]++|\\.)*+)\}", re.DOTALL)
DROP_DOWNS = frozenset({"MULTICHOICE", "MC", "MULTICHOICE_S", "MCS"})
BETWEEN = re.compile(r"(?<!\\)~")
REMARK = re.compile(r"(?<![\\&])#")  # `&#39;` is a letter
SHARE = re.compile(r"\s*%(-?[\d.,]{1,12})%")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)
MOST_GAPS = 26


@dataclass(frozen=True)
class Word:
    """One word of a drop-down."""

    text: str
    is_right: bool
    has_more: bool


def as_gaps(question: Element) -> tuple[Element, set[Loss]]:
    """The same question as one of type `gapselect`, and what that loses. Raises Stop."""
    text = text_of(question, "questiontext", "text")
    parts = list(PART.finditer(text))
    if not 0 < len(parts) <= MOST_GAPS or not {part[2] for part in parts} <= DROP_DOWNS:
        raise Stop(Reason.KIND, "cloze")
    lists = [_words(part[3]) for part in parts]
    made = Element("question", {"type": "gapselect"})
    made.extend(question)
    numbers = iter([_add_list(made, words, group) for group, words in enumerate(lists, 1)])
    made[:] = [one if one.tag != "questiontext" else _stem(one, numbers) for one in made]
    return made, _losses(parts, lists)


def _stem(old: Element, numbers: Iterator[int]) -> Element:
    """The question with `[[3]]` where the third of all words belongs."""
    made = Element("questiontext", dict(old.attrib))
    add(made, "text", PART.sub(lambda _part: f"[[{next(numbers)}]]", text_of(old, "text")))
    made.extend(children(old, "file"))
    return made


def _losses(parts: Sequence[re.Match[str]], lists: Sequence[Sequence[Word]]) -> set[Loss]:
    losses = {Loss.OPTION_EXPLANATIONS for words in lists if any(word.has_more for word in words)}
    if len({part[1] or "1" for part in parts}) > 1:
        losses.add(Loss.PARTIAL_CREDIT)  # gaps that weigh more than others
    return losses


def _add_list(made: Element, words: Sequence[Word], group: int) -> int:
    """Add the words of a drop-down; the number of the right one among all words."""
    start = len(children(made, "selectoption"))
    right = [place for place, word in enumerate(words) if word.is_right]
    if len(right) != 1:
        raise Stop(Reason.SEVERAL_KEYS if right else Reason.NO_KEY)
    for word in words:
        option = add(made, "selectoption")
        add(option, "text", html.escape(word.text))
        add(option, "group", str(group))
    return start + right[0] + 1


def _words(inside: str) -> list[Word]:
    return [_word(text) for text in BETWEEN.split(inside) if text.strip()]


def _word(text: str) -> Word:
    share = SHARE.match(text)
    text, *remarks = REMARK.split(text[share.end() :] if share else text, maxsplit=1)
    is_right = text.lstrip().startswith("=") or bool(share and is_near(share_in(share[1]), FULL))
    plain = ESCAPED.sub(r"\1", html.unescape(text.strip().removeprefix("=")))
    return Word(plain, is_right, has_more=any(remark.strip() for remark in remarks))
