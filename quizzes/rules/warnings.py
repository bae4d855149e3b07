"""What an author should look at again in an item or a bank. It advises, never blocks. Pure.

The flaws are those of the item-writing rules of Haladyna, Downing & Rodriguez, “A Review of
Multiple-Choice Item-Writing Guidelines”, Applied Measurement in Education 15(3), 2002.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from lms.core.names import fold
from quizzes.items import KINDS
from quizzes.items.kind import letter
from quizzes.items.options import nearly_alike
from quizzes.wording import Use, Wording

CLEARLY_LONGER, LETTERS_LONGER = 1.25, 10  # the right option stands out by both
VERY_UNLIKE, LETTERS_UNLIKE = 3, 30  # so many times and letters between shortest and longest
FEWEST_ITEMS, MOST = 5, 0.5  # chance makes the right one of four the longest in a quarter
FEWEST_KEPT, NEARLY_ALL = 4, 0.75
TO_CHOOSE = frozenset({"single_choice", "multiple_response"})
ABOVE = re.compile(
    r"\btat ca (cac|nhung|deu|dap an|phuong an|y)\b|\b(dap an|phuong an|y) (tren|neu tren)\b"
    r"|\bca (a|hai|ba|bon)\b|\bkhong (co )?(dap an|phuong an|y) nao\b"
    r"|\b(all|none|both) of the (above|answers)\b|\ball the above\b"
)
NEGATED = re.compile(
    r"\b(?:(không)\s+(?:nên|được|đúng|phải|cần|thuộc|an toàn)|(ngoại trừ|chưa đúng|not|except))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Warned:
    """One thing to look at: what it is, and what to do."""

    code: str
    words: str
    advice: str


def of_item(wording: Wording) -> list[Warned]:
    """What to look at in one item."""
    return [*_of_options(wording), *_of_words(wording), *_of_media(wording)]


def _of_options(wording: Wording) -> Iterator[Warned]:
    if wording.kind in TO_CHOOSE:
        yield from _of_lengths(wording)
        if not wording.keep_order and any(ABOVE.search(fold(one)) for one in wording.options):
            yield Warned(
                "all_above",
                _("An option speaks of the options above, but their order changes each time."),
                _("Write what is meant, or tick “keep the order”."),
            )
    for one, other in nearly_alike([*wording.options, *wording.choices]):
        yield Warned(
            "alike",
            _("Two options read almost the same: “%(one)s” and “%(other)s”.", one=one, other=other),
            _("Make the difference plain, or leave one out."),
        )


def _of_lengths(wording: Wording) -> Iterator[Warned]:
    if stands_out(wording):
        yield Warned(
            "longest",
            _("The right answer is clearly the longest: it can be guessed without knowing."),
            _("Shorten it, or make the wrong ones as full."),
        )
        return
    lengths = sorted(len(one) for one in wording.options)
    if len(lengths) > 1 and (
        lengths[-1] >= VERY_UNLIKE * lengths[0] and lengths[-1] - lengths[0] >= LETTERS_UNLIKE
    ):
        yield Warned(
            "unlike",
            _("The options are of very different length."),
            _("Make them about as long as each other, so that none stands out."),
        )


def right_places(wording: Wording) -> set[int]:
    """The places of the right options of a kind where options are chosen; none for others."""
    key = wording.key
    found = key.get("options", ()) if "options" in key else [key.get("option", -1)]
    return {one for one in found if 0 <= one < len(wording.options)}


def stands_out(wording: Wording) -> bool:
    """Whether every right option is clearly longer than all wrong ones."""
    right = right_places(wording)
    wrong = [len(text) for place, text in enumerate(wording.options) if place not in right]
    if not right or not wrong:
        return False
    shortest, longest = min(len(wording.options[one]) for one in right), max(wrong)
    return shortest >= CLEARLY_LONGER * longest and shortest - longest >= LETTERS_LONGER


def _of_words(wording: Wording) -> Iterator[Warned]:
    if negation(wording.stem):
        yield Warned(
            "negation",
            _("The question asks for what is not so; in a hurry the “not” is overlooked."),
            _("Ask the other way round, or write the word in capitals: KHÔNG."),
        )
    if not wording.explanation:
        yield Warned(
            "no_explanation",
            _("There is no explanation."),
            _("One sentence why it is so helps those who got it wrong."),
        )
    if not wording.reference:
        yield Warned(
            "no_reference",
            _("The question does not say which line of a lesson it tests."),
            _("Write lesson and line, such as 5:3: who got it wrong is led back there."),
        )


def negation(stem: str) -> str:
    """The first “not” of a question that is not written in capitals, or nothing."""
    found = (match[1] or match[2] for match in NEGATED.finditer(stem))
    return next((word for word in found if not word.isupper()), "")


def _of_media(wording: Wording) -> Iterator[Warned]:
    silent = {medium.use for medium in wording.media if not medium.description}
    if Use.PICTURE in silent:
        yield Warned(
            "picture_words",
            _("A picture has no words."),
            _("Write what is on it: for those who cannot see it, and while it is loading."),
        )
    if Use.AUDIO in silent:
        yield Warned(
            "audio_words",
            _("A recording has no words."),
            _("Write what is said: for those who cannot hear it."),
        )


def of_bank(wordings: Sequence[Wording]) -> list[Warned]:
    """What strikes only when the items of a bank are looked at together."""
    return [*_mostly_longest(wordings), *_always_one_place(wordings)]


def _mostly_longest(wordings: Sequence[Wording]) -> Iterator[Warned]:
    chosen = [one for one in wordings if one.kind == "single_choice" and right_places(one)]
    longest = sum(_is_longest(one) for one in chosen)
    if len(chosen) >= FEWEST_ITEMS and longest > MOST * len(chosen):
        yield Warned(
            "mostly_longest",
            _("In %(n)s of %(of)s questions the right answer is the longest.", n=longest,
              of=len(chosen)),
            _("Whoever notices it passes without knowing. Lengthen wrong answers here and there."),
        )  # fmt: skip


def _is_longest(wording: Wording) -> bool:
    (right,) = right_places(wording)
    length = len(wording.options[right])
    return all(len(one) < length for i, one in enumerate(wording.options) if i != right)


def _always_one_place(wordings: Sequence[Wording]) -> Iterator[Warned]:
    kept = [one for one in wordings if one.keep_order and KINDS[one.kind].SHUFFLED == "options"]
    places = Counter(place for one in kept for place in right_places(one))
    if len(kept) < FEWEST_KEPT or not places:
        return
    place, times = places.most_common(1)[0]
    if times >= NEARLY_ALL * len(kept):
        yield Warned(
            "one_place",
            _("Of %(of)s questions in fixed order, %(n)s have the right answer at %(place)s.",
              of=len(kept), n=times, place=letter(place)),
            _("Let the order change, or move the right answer about."),
        )  # fmt: skip
