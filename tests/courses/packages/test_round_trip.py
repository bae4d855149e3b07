"""What is written is read the same: items of every kind, whole modules, the same bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from courses.item_manuscript import medium_id, read_quiz
from courses.manuscript import CATALOGUE, Folder, folders, read_files, read_folder
from courses.models import Order
from courses.packages.archive import packed, unpacked
from courses.packages.item_writing import written
from courses.packages.writing import files_of
from quizzes.items import KINDS
from quizzes.operations.bank import tidied
from quizzes.rules.drawing import Line
from quizzes.rules.policy import Policy
from quizzes.wording import STEM, Medium, Use, Wording
from tests.quizzes.wordings import TEXTS, wordings

NAMES = {medium_id(name): name for name in ("a.png", "b.jpg", "loi.mp3")}
PICTURES = st.sampled_from([medium_id("a.png"), medium_id("b.jpg")])
WORDS = st.one_of(st.just(""), TEXTS)


@st.composite
def shown(draw: st.DrawFn, kind: str) -> Wording:
    """An item of a kind with pictures and a recording."""
    wording = draw(wordings("single_choice" if kind == "picture_choice" else kind))
    media = [Medium(STEM, Use.AUDIO, medium_id("loi.mp3"), draw(WORDS))]
    places = {STEM, *range(len(wording.options))} if draw(st.booleans()) else {STEM}
    if kind == "picture_choice":
        places = set(range(len(wording.options)))
    media += [Medium(place, Use.PICTURE, draw(PICTURES), draw(WORDS)) for place in places]
    return tidied(replace(wording, kind=kind, media=media))


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=12)
@given(data=st.data())
def test_items_of_every_kind_are_read_as_they_were(kind: str, data: st.DataObject) -> None:
    asked = data.draw(shown(kind)), data.draw(shown(kind))
    found = read_quiz("quiz.md", written("M1. Tên", asked, {1}, NAMES), set(NAMES.values()))
    assert [tidied(one.wording) for one in found] == list(asked)
    assert [one.is_fixed for one in found] == [False, True]


TRICKY = [
    "a // b",
    "c = d",
    "e | f",
    "g. h",
    "i\\",
    "\\= j",
    "k, l.",
    "// m",
    "**n**",
    "o. ..",
    "p /",
]


@pytest.mark.parametrize("text", TRICKY)
def test_signs_of_the_format_may_stand_in_any_text(text: str) -> None:
    other: dict[str, Any] = {"explanation": text, "tags": [text.lower()]}
    stem, many = f"{text} [[1]]", ["một", text]
    items = [
        Wording("single_choice", text, many, {"option": 1}, option_explanations=many, **other),
        Wording("matching", text, many, {"choices": [1, 0]}, choices=many, **other),
        Wording("matching", text, many, {"choices": [1, 1]}, choices=[*many, "ba"], **other),
        Wording("fill_blank", stem, [], {"choices": [1]}, choices=many, **other),
        Wording("short_answer", text, [], {"accepted": many}, **other),
        Wording("true_false", text, [], {"true": False}, option_explanations=many, **other),
        Wording("number", text, [], {"value": "1.646", "tolerance": "0.50"}, **other),
        Wording("number", text, [], {"value": "0012345678901234567", "tolerance": "0"}, **other),
    ]
    found = read_quiz("quiz.md", written(text, items, (), {}))
    assert [tidied(one.wording) for one in found] == [tidied(one) for one in items]


def test_more_gaps_than_letters() -> None:
    stem = " ".join(f"[[{n}]]" for n in range(1, 29))
    item = Wording("fill_blank", stem, [], {"choices": [0, 1] * 14}, "Vì.", choices=["a", "b"])
    (found,) = read_quiz("quiz.md", written("x", [item], (), {}))
    assert tidied(found.wording) == tidied(item)


def again(folder: Folder) -> Folder:
    files, others = unpacked(packed(files_of(folder)))
    assert others == []
    return read_files(files)


def said(folder: Folder) -> Folder:
    """A folder without the figure of its bytes."""
    return replace(folder, script=replace(folder.script, source_hash=""))


@pytest.mark.parametrize("path", list(folders()), ids=lambda path: path.name)
def test_every_module_of_the_catalogue_comes_back_whole(path: Any) -> None:
    folder = read_folder(path)
    assert said(again(folder)) == said(folder)
    assert packed(files_of(again(folder))) == packed(files_of(folder))


START = datetime(2026, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 9**8).map(lambda seconds: START + timedelta(seconds=seconds))
COUNTS = st.one_of(st.none(), st.integers(1, 999))


@settings(max_examples=25)
@given(
    st.builds(
        Policy,
        seconds_allowed=COUNTS,
        hard_limit=st.booleans(),
        opens_at=st.one_of(st.none(), MOMENTS),
        tries_before_wait=COUNTS,
        wait_hours=st.integers(1, 99),
        most_tries=COUNTS,
    ),
    st.lists(st.text(max_size=20).map(lambda text: text.replace("\0", "")), max_size=3),
    st.sampled_from(Order),
)
@example(Policy(closes_at=datetime(2026, 3, 1, 17, tzinfo=UTC)), ['"\\\n\x7f'], Order.IN_ORDER)
def test_limits_and_facts_are_read_as_they_were(
    policy: Policy, texts: list[str], order: Order
) -> None:
    folder = read_folder(CATALOGUE / "m0")
    script = replace(
        folder.script, objectives=texts, exercise="".join(texts), language="tyz", sequence=order
    )
    lines = [Line(2, "an toàn", 3), Line(1), Line(1, "", 1)]
    changed = replace(folder, script=script, policy=policy, blueprint=lines)
    assert said(again(changed)) == said(changed)
