"""Aiken: one right answer among lettered options."""

from __future__ import annotations

import pytest

from quizzes.exchange import aiken
from quizzes.exchange.format import Declined, Loss, Outgoing, Reason, Taken, Unreadable
from quizzes.wording import Wording

GOOD = "Câu một\ncó hai dòng?\nA. Một\nB) Hai\ndài hơn\nC.Ba\nANSWER: B\n"


def fates(text: str) -> list[object]:
    """What became of each question: its key, or why not."""
    return [
        one.reason if isinstance(one, Declined) else one.wording.key["option"]
        for one in aiken.read(text.encode())
    ]


def test_a_question() -> None:
    (found,) = aiken.read(GOOD.encode())
    assert isinstance(found, Taken)
    assert found.wording.stem == "Câu một\ncó hai dòng?"
    assert found.wording.options == ["Một", "Hai dài hơn", "Ba"]
    assert found.wording.key == {"option": 1}
    assert list(found.losses) == []


def test_vietnamese_answer_lines_and_small_letters() -> None:
    assert fates("Câu?\na) Một\nb) Hai\nĐÁP ÁN: b\n") == [1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Câu?\nA. Một\nB. Hai\nANSWER: A, B\n\n" + GOOD, [Reason.SEVERAL_KEYS, 1]),
        ("Câu?\nA. Một\nB. Hai\nANSWER: D\n\n" + GOOD, [Reason.NO_KEY, 1]),
        ("Câu?\nANSWER: A\n\n" + GOOD, [Reason.BROKEN, 1]),
        ("Câu dở?\nA. Một\nB. Hai\n\n" + GOOD, [Reason.BROKEN, 1]),
        (GOOD + "\nCâu dở?\nA. Một", [1, Reason.BROKEN]),
        ("A. lạc lõng\n\nANSWER: A\n\n" + GOOD, [Reason.BROKEN, 1]),
        ("Câu?\n\nA. Một\n\nB. Hai\n\nANSWER: B\n", [1]),
    ],
)
def test_broken_questions_leave_the_others_alone(text: str, expected: list[object]) -> None:
    assert fates(text) == expected


@pytest.mark.parametrize("body", [b"Kh\xc3\xb4ng c\xc3\xb3 g\xc3\xac", b"\x00\x00\x00"])
def test_what_is_no_aiken(body: bytes) -> None:
    with pytest.raises(Unreadable):
        aiken.read(body)


def test_other_kinds_are_left_out_and_losses_named() -> None:
    rich = Wording(
        "single_choice", "Câu?", ["Một", "Hai"], {"option": 0}, "vì thế",
        option_explanations=["đúng", ""], tags=["a"], level=3, language="en", reference="1:2",
        keep_order=True,
    )  # fmt: skip
    plain = Wording("single_choice", "Câu nữa?", ["Một", "Hai"], {"option": 1}, "")
    other = Wording("true_false", "Đúng chứ?", [], {"true": True}, "")
    odd = Wording("single_choice", "ANSWER: A", ["Một", "Hai"], {"option": 1}, "")
    items = [Outgoing(n, one) for n, one in enumerate([rich, plain, other, odd], 1)]
    packed = aiken.write(items)
    assert list(packed.left_out) == [3, 4]
    assert set(packed.lost) == {1}
    assert set(packed.lost[1]) == {
        Loss.EXPLANATION, Loss.OPTION_EXPLANATIONS, Loss.TAGS, Loss.LEVEL, Loss.LANGUAGE,
        Loss.REFERENCE, Loss.KEEP_ORDER,
    }  # fmt: skip
    assert packed.body.decode() == (
        "Câu?\nA. Một\nB. Hai\nANSWER: A\n\nCâu nữa?\nA. Một\nB. Hai\nANSWER: B\n"
    )
