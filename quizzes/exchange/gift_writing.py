"""Items → GIFT that any reader understands, with a note of ours where GIFT has no words. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from quizzes.exchange import gift_note
from quizzes.exchange.format import Outgoing, Taken
from quizzes.exchange.gift_reading import read_block
from quizzes.exchange.gift_text import blocks, escaped
from quizzes.items.fill_blank import gaps
from quizzes.wording import Wording

MARKED = frozenset("<>&\n")  # what Moodle would take for formatting


def block_of(item: Outgoing) -> str:
    """One item as lines of a file: comments, then the question."""
    native = _native(item.number, item.wording)
    tags = [f"// [tag:{tag}]" for tag in item.wording.tags if _is_tag(tag)]
    # What a reader makes of it without the note; the note says only what differs.
    read = [read_block(1, one) for one in blocks("\n".join([*tags, native]))]
    seen = read[0].wording if len(read) == 1 and isinstance(read[0], Taken) else None
    wording = item.wording
    if wording.kind == "picture_choice":  # its pictures stay behind: what is left are words
        wording = Wording(**{**vars(wording), "kind": "single_choice"})
    note = gift_note.note(wording, seen)
    return "\n".join([*([note] if note else []), *tags, native])


def _is_tag(tag: str) -> bool:
    return not set("]\\\n") & set(tag)


def _native(number: int, wording: Wording) -> str:
    texts = [wording.stem, wording.explanation, *wording.options, *wording.choices]
    texts += [*wording.option_explanations, *wording.key.get("accepted", ())]
    form = "[plain]" if any(MARKED & set(text) for text in texts) else ""
    start = f"::{number}::{form}"
    if wording.kind == "fill_blank" and gaps(wording.stem) == 1:
        before, after = wording.stem.split("[[1]]")
        inside = _lines([_word(wording, place) for place in range(len(wording.choices))])
        return f"{start}{escaped(before)}{{{inside}{_general(wording)}}}{escaped(after)}"
    inside = WRITERS[wording.kind](wording)
    return f"{start}{escaped(wording.stem)} {{{inside}{_general(wording)}}}"


def _general(wording: Wording) -> str:
    return f"####{escaped(wording.explanation)}\n" if wording.explanation else ""


def _lines(answers: Sequence[str]) -> str:
    return "\n" + "".join(f"\t{answer}\n" for answer in answers)


def _feedback(wording: Wording, place: int) -> str:
    notes = wording.option_explanations
    return f"#{escaped(notes[place])}" if place < len(notes) and notes[place] else ""


def _option(wording: Wording, place: int, sign: str) -> str:
    return f"{sign}{escaped(wording.options[place])}{_feedback(wording, place)}"


def _single(wording: Wording) -> str:
    right = wording.key["option"]
    places = range(len(wording.options))
    return _lines([_option(wording, place, "=" if place == right else "~") for place in places])


def _several(wording: Wording) -> str:
    right = set(wording.key["options"])
    share = f"{float(Fraction(100, len(right))):.5f}".rstrip("0").rstrip(".")
    signs = [
        f"~%{share if place in right else '-' + share}%" for place in range(len(wording.options))
    ]
    return _lines([_option(wording, place, sign) for place, sign in enumerate(signs)])


def _true_false(wording: Wording) -> str:
    truth = wording.key["true"]
    right, wrong = _feedback(wording, 0 if truth else 1), _feedback(wording, 1 if truth else 0)
    word = "TRUE" if truth else "FALSE"
    return word + (f"{wrong or '#'}{right}" if wrong or right else "")


def _ordering(wording: Wording) -> str:
    """Which step has which number: the nearest GIFT has."""
    steps = enumerate(wording.options, 1)
    return _lines([f"={number}. -> {escaped(step)}" for number, step in steps])


def _pairs(wording: Wording, lefts: Sequence[str]) -> str:
    key = wording.key["choices"]
    used = [
        f"={escaped(left)} -> {escaped(wording.choices[chosen])}"
        for left, chosen in zip(lefts, key, strict=True)
    ]
    spare = [one for place, one in enumerate(wording.choices) if place not in key]
    return _lines([*used, *(f"= -> {escaped(one)}" for one in spare)])


def _matching(wording: Wording) -> str:
    return _pairs(wording, wording.options)


def _blanks(wording: Wording) -> str:
    return _pairs(wording, [f"[[{place}]]" for place in range(1, gaps(wording.stem) + 1)])


def _word(wording: Wording, place: int) -> str:
    sign = "=" if place == wording.key["choices"][0] else "~"
    return f"{sign}{escaped(wording.choices[place])}"


def _number(wording: Wording) -> str:
    value, tolerance = wording.key["value"], wording.key["tolerance"]
    return f"#{value}" if Decimal(tolerance) == 0 else f"#{value}:{tolerance}"


def _short(wording: Wording) -> str:
    return _lines([f"={escaped(text)}" for text in wording.key["accepted"]])


WRITERS: dict[str, Callable[[Wording], str]] = {
    "single_choice": _single,
    "picture_choice": _single,
    "multiple_response": _several,
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "fill_blank": _blanks,
    "number": _number,
    "short_answer": _short,
}
