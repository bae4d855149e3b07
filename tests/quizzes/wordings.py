"""Generated items of all kinds, for round trips through files."""

from __future__ import annotations

from hypothesis import strategies as st

from quizzes.items import KINDS
from quizzes.operations.bank import tidied
from quizzes.wording import Wording

LETTERS = "aăâđêôơưÀẢÃÁẠbXz 09?!,.;:'\"\\{}~=#%<>&[]()/-_*+n“”…"
TEXTS = (
    st.text(st.sampled_from(LETTERS), min_size=1, max_size=25)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: any(c.isalnum() for c in text))
)
LINES = st.lists(TEXTS, min_size=1, max_size=3).map("\n".join)
DECIMALS = st.decimals(0, 9_999, places=2).map(lambda number: f"{number:f}")
SIGNED = st.decimals(-9_999, 9_999, places=3).map(lambda number: f"{number:f}")
TAGS = st.lists(st.sampled_from(["an toàn", "mã otp", "a]b"]), unique=True, max_size=2).map(sorted)


def _unlike(texts: list[str]) -> bool:
    return len({text.casefold() for text in texts}) == len(texts)


def parts(least: int = 2, most: int = 5) -> st.SearchStrategy[list[str]]:
    """Different options or choices."""
    return st.lists(TEXTS, min_size=least, max_size=most).filter(_unlike)


@st.composite
def wordings(draw: st.DrawFn, kind: str | None = None) -> Wording:
    """An item any author could have written, without media."""
    kind = kind or draw(st.sampled_from([name for name in KINDS if name != "picture_choice"]))
    stem, fields = draw(LINES), draw(MADE[kind])
    count = 2 if kind == "true_false" else len(fields.get("options", ()))
    notes = draw(st.lists(st.one_of(st.just(""), LINES), min_size=count, max_size=count))
    wording = Wording(
        **{
            "kind": kind,
            "stem": stem,
            "options": [],
            "explanation": draw(st.one_of(st.just(""), LINES)),
            "option_explanations": notes if any(notes) and kind != "matching" else [],
            "keep_order": draw(st.booleans()),
            "level": draw(st.integers(1, 3)),
            "tags": draw(TAGS),
            "language": draw(st.sampled_from(["vi", "en"])),
            "reference": draw(st.sampled_from(["", "2:5"])),
            **fields,
        }
    )
    assert KINDS[kind].problems(tidied(wording)) == []
    return wording


@st.composite
def _single(draw: st.DrawFn) -> dict[str, object]:
    options = draw(parts())
    return {"options": options, "key": {"option": draw(st.integers(0, len(options) - 1))}}


@st.composite
def _several(draw: st.DrawFn) -> dict[str, object]:
    options = draw(parts())
    places = st.integers(0, len(options) - 1)
    right = draw(st.lists(places, min_size=1, unique=True).map(sorted))
    return {"options": options, "key": {"options": right}}


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, object]:
    options, choices = draw(parts()), draw(parts())
    place = st.integers(0, len(choices) - 1)
    key = draw(st.lists(place, min_size=len(options), max_size=len(options)))
    return {"options": options, "choices": choices, "key": {"choices": key}}


@st.composite
def _blanks(draw: st.DrawFn) -> dict[str, object]:
    choices = draw(parts(1))
    key = draw(st.lists(st.integers(0, len(choices) - 1), min_size=1, max_size=3))
    plain = TEXTS.filter(lambda text: "[" not in text)
    pieces = [f"{draw(plain)} [[{place}]]" for place in range(1, len(key) + 1)]
    stem = " ".join([*pieces, draw(st.one_of(st.just("."), plain))])
    return {"stem": stem, "choices": choices, "key": {"choices": key}}


MADE = {
    "single_choice": _single(),
    "multiple_response": _several(),
    "true_false": st.booleans().map(lambda truth: {"key": {"true": truth}}),
    "ordering": parts().map(lambda options: {"options": options, "key": {}}),
    "matching": _matching(),
    "fill_blank": _blanks(),
    "number": st.tuples(SIGNED, DECIMALS).map(
        lambda two: {"key": {"value": two[0], "tolerance": two[1]}}
    ),
    "short_answer": parts(1).map(lambda accepted: {"key": {"accepted": accepted}}),
}
