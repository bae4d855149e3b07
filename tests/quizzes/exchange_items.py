"""Items of every kind for tests of exchange: fixed ones and drawn ones, with pictures and sound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from quizzes.exchange.extras import FIELDS
from quizzes.exchange.format import Attached, Outgoing, Taken
from quizzes.wording import STEM, Use, Wording

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 3
JPEG = b"\xff\xd8\xff" + b"photograph" * 3
MP3 = b"ID3" + b"sound" * 3
# Pieces of texts that formats trip over, beside what people write.
PIECES = (
    *("mật khẩu", "Ắt hẳn", "đ", "a", "0", "1,5", "A.", "true", "Sai", "x < y", "& đá", "&amp;"),
    *("<b>đậm</b>", "<script>alert(1)</script>", "<!--", "]]>", "[[1]]", "[", "{a}", '"nháy"', "'"),
    *("*", "**b**", "\\n", "\\", "/", "=", "~", "#", "%50%", "@@PLUGINFILE@@/a.png", "____"),
    *("hocso:level=3", "$$", "😀", "–", "https://a.vn?b=1&c=2", "<img src=x onerror=alert(1)>"),
)

pieces = st.sampled_from(PIECES)
words = st.builds("{} {}".format, st.sampled_from(PIECES[:9]), pieces)
maybe = st.one_of(st.just(""), words)
tags = st.lists(words.map(str.lower), max_size=2, unique=True).map(sorted)
numbers = st.sampled_from(("0", "12.50", "-3", "1646", "0.001", "99999999"))


def same(one: Wording, other: Wording) -> bool:
    """Whether two items say the same, lists and tuples alike."""
    return _fields(one) == _fields(other)


def _fields(wording: Wording) -> dict[str, object]:
    found = {name: getattr(wording, name) for name in FIELDS}
    return {
        name: list(value) if isinstance(value, (list, tuple)) else value
        for name, value in found.items()
    }


def assert_whole(sent: Sequence[Outgoing], read: Sequence[object]) -> None:
    """Everything came back, media included, and nothing is said to be lost."""
    assert len(sent) == len(read)
    for out, back in zip(sent, read, strict=True):
        assert isinstance(back, Taken), back
        assert same(out.wording, back.wording), (out.wording, back.wording)
        assert list(back.losses) == []
        assert {(a.place, a.use): a for a in out.attached} == {
            (a.place, a.use): a for a in back.attached
        }


@st.composite
def outgoing(draw: st.DrawFn) -> list[Outgoing]:
    """One item of each kind."""
    drawn = [draw(make) for make in (
        choice("single_choice"), choice("picture_choice"), several(), true_false(), ordering(),
        matching(), fill_blank(), number(), short_answer(),
    )]  # fmt: skip
    return [replace(item, number=n) for n, item in enumerate(drawn, 1)]


@st.composite
def dressed(draw: st.DrawFn, wording: Wording, places: Sequence[int]) -> Outgoing:
    """An item with what every kind can have."""
    wording = replace(
        wording,
        explanation=draw(maybe),
        keep_order=draw(st.booleans()),
        level=draw(st.sampled_from((1, 2, 3))),
        tags=draw(tags),
        language=draw(st.sampled_from(("vi", "en"))),
        reference=draw(st.sampled_from(("", "2:14"))),
    )
    attached = [
        Attached(place, use, draw(maybe), MP3 if use is Use.AUDIO else PNG)
        for place in (STEM, *places)
        for use in draw(st.sets(st.sampled_from(list(Use))))
    ]
    return Outgoing(0, wording, attached)


def options(least: int = 2) -> st.SearchStrategy[list[str]]:
    """Options no two of which are the same."""
    return st.lists(words, min_size=least, max_size=4, unique=True)


@st.composite
def notes(draw: st.DrawFn, count: int) -> list[str]:
    """Explanations of options, or none at all."""
    found = [draw(maybe) for _one in range(count)]
    return found if any(found) else []


@st.composite
def choice(draw: st.DrawFn, kind: str) -> Outgoing:
    found = draw(options())
    key = {"option": draw(st.integers(0, len(found) - 1))}
    wording = Wording(kind, draw(words), found, key, "")
    wording = replace(wording, option_explanations=draw(notes(len(found))))
    item = draw(dressed(wording, range(len(found))))
    if kind == "picture_choice":
        item = replace(item, attached=[Attached(n, Use.PICTURE, draw(maybe), JPEG)
                                       for n in range(len(found))])  # fmt: skip
    return item


@st.composite
def several(draw: st.DrawFn) -> Outgoing:
    found = draw(options())
    right = draw(st.sets(st.integers(0, len(found) - 1), min_size=1))
    wording = Wording("multiple_response", draw(words), found, {"options": sorted(right)}, "")
    wording = replace(wording, option_explanations=draw(notes(len(found))))
    return draw(dressed(wording, range(len(found))))


@st.composite
def true_false(draw: st.DrawFn) -> Outgoing:
    wording = Wording("true_false", draw(words), [], {"true": draw(st.booleans())}, "")
    return draw(dressed(replace(wording, option_explanations=draw(notes(2))), ()))


@st.composite
def ordering(draw: st.DrawFn) -> Outgoing:
    found = draw(options())
    wording = Wording("ordering", draw(words), found, {}, "")
    wording = replace(wording, option_explanations=draw(notes(len(found))))
    return draw(dressed(wording, range(len(found))))


@st.composite
def partners(draw: st.DrawFn, places: int) -> dict[str, object]:
    choices = draw(options())
    key = [draw(st.integers(0, len(choices) - 1)) for _place in range(places)]
    return {"choices": choices, "key": {"choices": key}}


@st.composite
def matching(draw: st.DrawFn) -> Outgoing:
    found = draw(options())
    rest = draw(partners(len(found)))
    wording = Wording("matching", draw(words), found, explanation="", **rest)  # type: ignore[arg-type]
    return draw(dressed(wording, range(len(found))))


@st.composite
def fill_blank(draw: st.DrawFn) -> Outgoing:
    texts = draw(st.lists(pieces.filter(lambda one: "[" not in one), min_size=2, max_size=4))
    stem = texts[0] + "".join(f" [[{n}]]{text}" for n, text in enumerate(texts[1:], 1))
    rest = draw(partners(len(texts) - 1))
    wording = Wording("fill_blank", stem, [], explanation="", **rest)  # type: ignore[arg-type]
    return draw(dressed(wording, ()))


@st.composite
def number(draw: st.DrawFn) -> Outgoing:
    key = {"value": draw(numbers), "tolerance": draw(numbers).lstrip("-")}
    return draw(dressed(Wording("number", draw(words), [], key, ""), ()))


@st.composite
def short_answer(draw: st.DrawFn) -> Outgoing:
    key = {"accepted": draw(st.lists(words, min_size=1, max_size=4, unique=True))}
    return draw(dressed(Wording("short_answer", draw(words), [], key, ""), ()))
