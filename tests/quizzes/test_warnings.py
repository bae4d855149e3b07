"""What authors are warned of, and that what is fine is not."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from lms.settings import Settings
from quizzes.items import KINDS
from quizzes.rules import drafts, warnings
from quizzes.rules.changes import MadeUp, quiz_changes, wording_changes
from quizzes.rules.drawing import Card, Line
from quizzes.rules.plans import Plan, missing, problems
from quizzes.wording import STEM, Medium, Use, Wording
from tests.conftest import make_app

GOOD = Wording(
    "single_choice",
    "Ai được xem mã OTP của bạn?",
    ["Chỉ mình tôi", "Người nhà", "Ngân hàng", "Công an"],
    {"option": 0},
    "Mã OTP như chìa khóa nhà.",
    reference="2:5",
)


@pytest.fixture(autouse=True, scope="module")
def _words(settings: Settings) -> Iterator[None]:
    """Vietnamese words, without a database."""
    with make_app(settings).test_request_context():
        yield


def codes(wording: Wording) -> list[str]:
    return [one.code for one in warnings.of_item(wording)]


def test_a_good_item_has_no_warning() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"options": ["Chỉ mình tôi, và không ai khác được xem cả", "Người nhà", "Ngân hàng"]},
         "longest"),
        ({"options": ["Tôi", "Người nhà và tất cả bà con ở trong thôn", "Ngân hàng"]}, "unlike"),
        ({"options": ["Đổi số", "Đôi sổ", "Ngân hàng"]}, "alike"),
        ({"options": ["Tôi", "Bố", "Mẹ", "Tất cả các đáp án trên"]}, "all_above"),
        ({"options": ["Tôi", "Bố", "Mẹ", "Cả A và B"]}, "all_above"),
        ({"options": ["Me", "Dad", "Mum", "All of the above"]}, "all_above"),
        ({"stem": "Việc nào không nên làm?"}, "negation"),
        ({"stem": "Cách nào an toàn, ngoại trừ một cách?"}, "negation"),
        ({"explanation": ""}, "no_explanation"),
        ({"reference": ""}, "no_reference"),
        ({"media": [Medium(STEM, Use.PICTURE, uuid4(), "")]}, "picture_words"),
        ({"media": [Medium(1, Use.AUDIO, uuid4(), "")]}, "audio_words"),
    ],
)  # fmt: skip
def test_each_flaw_is_named(change: dict[str, object], code: str) -> None:
    assert code in codes(replace(GOOD, **change))  # type: ignore[arg-type]


def test_what_is_no_flaw_is_not_named() -> None:
    assert codes(replace(GOOD, stem="Việc nào KHÔNG nên làm?")) == []
    assert codes(replace(GOOD, stem="Bạn có đọc mã OTP cho người lạ không?")) == []
    kept = replace(GOOD, options=["Tôi", "Bố", "Mẹ", "Cả A và B"], keep_order=True)
    assert codes(kept) == []


def test_a_bank_whose_right_answers_are_mostly_the_longest() -> None:
    long = replace(GOOD, options=["Chỉ mình tôi", "Bố", "Mẹ", "Em"])
    assert [one.code for one in warnings.of_bank([long] * 3 + [GOOD] * 2)] == ["mostly_longest"]
    other = replace(GOOD, key={"option": 1})
    assert warnings.of_bank([long] * 2 + [other] * 3) == []
    assert warnings.of_bank([long] * 3) == []  # too few to say anything


def test_a_bank_whose_right_answers_stay_in_one_place() -> None:
    kept = replace(GOOD, keep_order=True)
    others = [replace(kept, key={"option": place}) for place in (1, 2, 3)]
    assert [one.code for one in warnings.of_bank([kept] * 4)] == ["one_place"]
    assert warnings.of_bank([kept, *others]) == []


FIELDS = st.text("aăâ bđê 12.,:[]", max_size=12)
KEPT = uuid4()


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_no_item_half_typed_breaks_the_warnings(kind: str, data: st.DataObject) -> None:
    typed = _typed(data)
    wording = drafts.wording_of(kind, typed, lambda token: KEPT if token else None)
    warnings.of_item(wording)
    warnings.of_bank([wording] * 6)
    KINDS[kind].problems(wording)


@given(st.sampled_from(sorted(KINDS)), st.data())
def test_what_was_written_is_typed_again_and_reads_the_same(kind: str, data: st.DataObject) -> None:
    """A form opened and saved without a change is the same wording, and makes no new version."""
    wording = drafts.wording_of(kind, _typed(data), lambda token: KEPT if token else None)
    if KINDS[kind].problems(wording):
        return
    again = drafts.typed_of(wording, lambda file_id: "kept")
    assert drafts.wording_of(kind, again, lambda token: KEPT if token else None) == wording


def _typed(data: st.DataObject) -> MultiDict[str, str]:
    typed: MultiDict[str, str] = MultiDict([("stem", data.draw(FIELDS))])
    for name in ("option", "option_explanation", "partner", "choice", "gap", "accepted"):
        typed.setlist(name, data.draw(st.lists(FIELDS, max_size=4)))
    typed.setlist("right", data.draw(st.lists(st.sampled_from(["0", "1", "true", "x"]))))
    for name in ("value", "tolerance", "tags", "reference", "level", "explanation"):
        typed[name] = data.draw(FIELDS)
    for name in ("picture-stem", "audio-0", "picture-1"):
        if data.draw(st.booleans()):
            typed[f"{name}-kept"] = "kept"
            typed[f"{name}-words"] = data.draw(FIELDS)
    return typed


def test_rows_to_spare() -> None:
    def shown(filled: int, empty: int = 0, *, more: bool = False) -> int:
        rows = [("option", "x")] * filled + [("option", "")] * empty
        return drafts.rows_shown(MultiDict(rows), "option", more=more)

    assert [shown(0), shown(2), shown(4), shown(4, 2), shown(4, 2, more=True)] == [4, 4, 6, 6, 9]
    assert shown(26, more=True) == 26


def test_what_changed_is_said_in_words() -> None:
    assert wording_changes(None, GOOD) == ["Viết lần đầu"]
    both = replace(GOOD, stem="Khác?", level=3)
    assert wording_changes(GOOD, both) == ["Câu hỏi", "Độ khó"]
    a, b, c = uuid4(), uuid4(), uuid4()
    old = MadeUp({a: a, b: b}, set(), {"draw": 2})
    new = MadeUp({a: c, c: c}, {c}, {"draw": 1})
    assert quiz_changes(None, old) == ["Lập lần đầu"]
    assert len(quiz_changes(old, new)) == 5
    assert quiz_changes(old, old) == ["Không có gì"]


def a_card(*, is_fixed: bool = False) -> Card:
    return Card(uuid4(), uuid4(), 4, frozenset({"otp"}), 2, is_fixed)


def test_what_forbids_a_plan() -> None:
    cards = [a_card(), a_card(is_fixed=True)]
    assert problems(Plan(2, 1), cards) == []
    assert len(problems(Plan(2, 1), [])) == 1
    assert len(problems(Plan(3, 4), cards)) == 2
    assert len(problems(Plan(1, 1, (Line(1),)), cards)) == 1
    assert missing(Plan(2, 1, (Line(2, "otp"),)), cards) == [Line(1, "otp")]
    assert missing(Plan(5, 1, (Line(2, "otp"),)), cards) == [Line(1, "otp")]
    assert missing(Plan(5, 1), cards) == []
