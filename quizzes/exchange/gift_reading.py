"""GIFT → items. One block at a time; what we have no kind for is declined with its reason. Pure.

The format: https://docs.moodle.org/en/GIFT_format. Weights, feedback, categories and the comments
[id:] and [tag:] are Moodle's; `// [hocso:{…}]` is ours, see gift_note.py.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from quizzes.exchange import gift_note
from quizzes.exchange.format import Declined, Loss, Reason, Taken
from quizzes.exchange.gift_text import SHOWN, Block, Texts, marked
from quizzes.wording import Wording

GAP = "_____"
PART = re.compile(r"(?=[=~])")
WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:[.,]\d{1,7})?)%")
NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?")
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
ARROW = re.compile(r"\s*->\s*")
NEAR = Fraction(1, 1000)  # files round 33.33333
ALL = Fraction(100)


class Unfit(Exception):
    """This question is not taken, for a reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Choice:
    """One answer of a question: its sign, weight in percent (None: none given), text, feedback."""

    sign: str
    weight: Fraction | None
    text: str
    feedback: str

    @property
    def worth(self) -> Fraction:
        """What it earns in percent."""
        return self.weight if self.weight is not None else ALL if self.sign == "=" else Fraction(0)


def read_block(number: int, block: Block) -> Taken | Declined:
    """What becomes of one question of a file."""
    title, form, rest = _title(block.text)
    texts = Texts(form or "moodle")
    head, answers, tail = _split(rest)
    shown = title or " ".join(Texts(texts.form).read(head).split())[:80]
    native, reason = None, Reason.BROKEN
    try:
        native = gift_note.with_tags(_wording(head, answers, tail, texts), block.tags)
    except Unfit as unfit:
        reason = unfit.reason
    noted, is_ours = gift_note.applied(native, block.comments)
    if noted is None:
        return Declined(number, shown, reason)
    return Taken(number, shown, noted, [] if is_ours else sorted(texts.losses))


def _title(text: str) -> tuple[str, str, str]:
    """(title, format of the question, the rest)."""
    title = ""
    if text.lstrip().startswith("::"):
        title, _colons, text = text.lstrip()[2:].partition("::")
    form, rest = marked(text)
    return Texts("plain").read(title).replace("\n", " "), form, rest


def _split(text: str) -> tuple[str, str | None, str]:
    """(before the braces, what is in them, after them); None without braces.

    Braces that are never closed keep their opening one, as a sign that something is wrong.
    """
    head, opened, rest = text.partition("{")
    inside, closed, tail = rest.partition("}")
    if not opened:
        return head, None, ""
    return head, inside if closed else opened + inside, tail


def _wording(head: str, answers: str | None, tail: str, texts: Texts) -> Wording:
    if answers is None or not answers.strip():
        raise Unfit(Reason.KIND)  # a text to read, or an essay
    if "{" in answers + tail or "}" in tail:
        raise Unfit(Reason.BROKEN)
    answers, general = _without_general(answers)
    explanation = texts.read(general)
    kind, parts = _answers(answers, texts)
    goes_on = bool(tail.strip()) and kind not in {"true_false", "matching"}
    gap = GAP if goes_on else ""  # a sentence that goes on: a word is missing in it
    if gap and kind == "single_choice":
        kind, parts, gap = "fill_blank", _gap(parts, texts), "[[1]]"
    stem = texts.read(f"{head}{gap}{tail}")
    if not stem:
        raise Unfit(Reason.EMPTY)
    fields: dict[str, Any] = {"options": [], **parts}
    return Wording(kind, stem, explanation=explanation, **fields)


def _gap(parts: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """The options of a choice as the words for the one gap."""
    if parts["option_explanations"]:
        texts.losses.add(Loss.OPTION_EXPLANATIONS)
    return {"choices": parts["options"], "key": {"choices": [parts["key"]["option"]]}}


def _without_general(answers: str) -> tuple[str, str]:
    """(answers, general feedback)."""
    before, sign, after = answers.rpartition("####")
    return (before, after) if sign else (answers, "")


def _answers(text: str, texts: Texts) -> tuple[str, dict[str, Any]]:
    text = text.strip()
    word, *feedback = text.split("#")
    if word.strip().upper() in TRUTH:
        return "true_false", _true_false(TRUTH[word.strip().upper()], feedback, texts)
    if text.startswith("#"):
        return "number", _number(text[1:], texts)
    choices = _choices(text)
    if not choices:
        raise Unfit(Reason.BROKEN)
    if all(one.sign == "=" for one in choices):
        if any(ARROW.search(one.text) for one in choices):
            return "matching", _matching(choices, texts)
        return "short_answer", _short(choices, texts)
    if any(one.sign == "=" for one in choices):
        return "single_choice", _single(choices, texts)
    return "multiple_response", _several(choices, texts)


def _choices(text: str) -> list[Choice]:
    pieces = PART.split(text)
    if pieces[0].strip():
        raise Unfit(Reason.BROKEN)
    return [_choice(piece) for piece in pieces[1:]]


def _choice(piece: str) -> Choice:
    found = WEIGHT.match(piece, 1)
    text = piece[found.end() if found else 1 :]
    body, _sign, feedback = text.partition("#")
    weight = Fraction(found[1].replace(",", ".")) if found else None
    return Choice(piece[0], weight, body.strip(), feedback.strip())


def _true_false(truth: bool, feedback: Sequence[str], texts: Texts) -> dict[str, Any]:
    """Feedback for who answered wrong stands first, then for who was right."""
    wrong, right, *_more = [*(texts.read(one) for one in feedback), "", ""]
    notes = [right, wrong] if truth else [wrong, right]
    return {"key": {"true": truth}, "option_explanations": notes if any(notes) else []}


def _explained(choices: Sequence[Choice], texts: Texts) -> dict[str, Any]:
    notes = [texts.read(one.feedback) for one in choices]
    return {
        "options": [texts.read(one.text) for one in choices],
        "option_explanations": notes if any(notes) else [],
    }


def _single(choices: Sequence[Choice], texts: Texts) -> dict[str, Any]:
    right = [place for place, one in enumerate(choices) if one.worth == ALL]
    if len(right) != 1:
        raise Unfit(Reason.SEVERAL_KEYS if right else Reason.NO_KEY)
    if any(0 < one.worth < ALL for one in choices):
        texts.losses.add(Loss.PARTIAL_CREDIT)
    if any(one.worth < 0 for one in choices):
        texts.losses.add(Loss.PENALTY)
    return {**_explained(choices, texts), "key": {"option": right[0]}}


def _several(choices: Sequence[Choice], texts: Texts) -> dict[str, Any]:
    """We give each right one the same and take the same for each wrong one."""
    right = [place for place, one in enumerate(choices) if one.worth > 0]
    if not right:
        raise Unfit(Reason.NO_KEY)
    share = ALL / len(right)
    if any(abs(choices[place].worth - share) > NEAR for place in right):
        texts.losses.add(Loss.PARTIAL_CREDIT)
    if any(abs(one.worth + share) > NEAR for one in choices if one.worth <= 0):
        texts.losses.add(Loss.PENALTY)
    return {**_explained(choices, texts), "key": {"options": right}}


def _lost_feedback(choices: Sequence[Choice], texts: Texts) -> None:
    if any(one.feedback for one in choices):
        texts.losses.add(Loss.OPTION_EXPLANATIONS)


def _short(choices: Sequence[Choice], texts: Texts) -> dict[str, Any]:
    """Several accepted answers; those worth less, and patterns such as `*số*`, are left out."""
    _lost_feedback(choices, texts)
    full = [one for one in choices if one.worth == ALL]
    if any(0 < one.worth < ALL for one in choices):
        texts.losses.add(Loss.PARTIAL_CREDIT)
    if any("*" in one.text for one in full):
        texts.losses.add(Loss.SHORTENED)
    accepted = [texts.read(one.text) for one in full if "*" not in one.text]
    if not any(accepted):
        raise Unfit(Reason.NO_KEY)
    return {"key": {"accepted": [text for text in accepted if text]}}


def _matching(choices: Sequence[Choice], texts: Texts) -> dict[str, Any]:
    _lost_feedback(choices, texts)
    pairs = [ARROW.split(one.text, maxsplit=1) for one in choices]
    if any(len(pair) < 2 for pair in pairs):
        raise Unfit(Reason.BROKEN)
    read = [(texts.read(left), texts.read(right)) for left, right in pairs]
    kept = [pair for pair in read if pair[0]]
    words = list(dict.fromkeys(right for _left, right in [*kept, *read]))
    return {
        "options": [left for left, _right in kept],
        "choices": words,
        "key": {"choices": [words.index(right) for _left, right in kept]},
    }


def _number(text: str, texts: Texts) -> dict[str, Any]:
    """`value`, `value:tolerance` or `from..to`; of several the one that earns everything."""
    text = text.strip()
    choices = _choices(text if text.startswith(("=", "~")) else f"={text}")
    _lost_feedback(choices, texts)
    full = [one for one in choices if one.worth == ALL and one.text not in {"", "*"}]
    if len(full) != 1:
        raise Unfit(Reason.SEVERAL_KEYS if full else Reason.NO_KEY)
    if any(0 < one.worth < ALL for one in choices):
        texts.losses.add(Loss.PARTIAL_CREDIT)
    value, tolerance = _within(full[0].text.translate(SHOWN))
    return {"key": {"value": f"{value:f}", "tolerance": f"{tolerance:f}"}}


def _within(text: str) -> tuple[Decimal, Decimal]:
    """(value, tolerance)."""
    low, dots, high = text.partition("..")
    if dots:
        least, most = _decimal(low), _decimal(high)
        return (least + most) / 2, abs(most - least) / 2
    value, _colon, tolerance = text.partition(":")
    return _decimal(value), _decimal(tolerance) if tolerance.strip() else Decimal(0)


def _decimal(text: str) -> Decimal:
    if not NUMBER.fullmatch(text.strip()):
        raise Unfit(Reason.BROKEN)
    return Decimal(text.strip().replace(",", "."))
