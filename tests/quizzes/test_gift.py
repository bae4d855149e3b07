"""GIFT of other systems: what is taken whole, what with a loss, what not and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizzes.exchange import gift
from quizzes.exchange.format import Declined, Loss, Outgoing, Reason, Taken, Unreadable
from quizzes.wording import Wording

FILES = Path(__file__).parent / "files"


def read(text: str) -> list[Taken | Declined]:
    return gift.read(text.encode())


def one(text: str) -> Taken:
    """The only item of a text, taken."""
    (found,) = read(text)
    assert isinstance(found, Taken), found
    return found


def why(text: str) -> Reason:
    """Why the only item of a text is not taken."""
    (found,) = read(text)
    assert isinstance(found, Declined), found
    return found.reason


@pytest.mark.parametrize(
    ("text", "kind", "key", "losses"),
    [
        ("Câu? {=a ~b}", "single_choice", {"option": 0}, []),
        ("Câu? {~a =b ~%50%c}", "single_choice", {"option": 1}, [Loss.PARTIAL_CREDIT]),
        ("Câu? {~%-50%a =b}", "single_choice", {"option": 1}, [Loss.PENALTY]),
        ("Câu? {~%50%a ~%50%b ~%-50%c}", "multiple_response", {"options": [0, 1]}, []),
        ("Câu? {~%50%a ~%50%b ~c}", "multiple_response", {"options": [0, 1]}, [Loss.PENALTY]),
        (
            "Câu? {~%70%a ~%30%b ~%-50%c}",
            "multiple_response",
            {"options": [0, 1]},
            [Loss.PARTIAL_CREDIT],
        ),
        ("Câu? {~%33.33333%a ~%33.33333%b ~%33.33333%c}", "multiple_response", None, []),
        ("Câu {T}", "true_false", {"true": True}, []),
        ("Câu {false}", "true_false", {"true": False}, []),
        ("Câu {=a =b}", "short_answer", {"accepted": ["a", "b"]}, []),
        ("Câu {=a =%50%b}", "short_answer", {"accepted": ["a"]}, [Loss.PARTIAL_CREDIT]),
        (
            "Câu {=a =b* =%0%*#sai}",
            "short_answer",
            None,
            [Loss.OPTION_EXPLANATIONS, Loss.SHORTENED],
        ),
        ("Câu {=a->1 =b -> 2}", "matching", {"choices": [0, 1]}, []),
        ("Câu {=a -> 1 =b -> 1 = -> 3}", "matching", {"choices": [0, 0]}, []),
        ("Câu {#3}", "number", {"value": "3", "tolerance": "0"}, []),
        ("Câu {#3,5:0.25}", "number", {"value": "3.5", "tolerance": "0.25"}, []),
        ("Câu {#-1..2}", "number", {"value": "0.5", "tolerance": "1.5"}, []),
        ("Câu {#=3:1 =%50%3:2}", "number", {"value": "3", "tolerance": "1"}, [Loss.PARTIAL_CREDIT]),
        ("Câu {#3:2~#sai rồi}", "number", None, [Loss.OPTION_EXPLANATIONS]),
        ("[html]<b>Câu</b> {=a ~b}", "single_choice", {"option": 0}, [Loss.FORMATTING]),
        ("[html]<p>Câu</p> {=a ~b}", "single_choice", {"option": 0}, []),
        ('[html]Câu <img src\\="x"> {=a ~b}', "single_choice", None, [Loss.PICTURE]),
        ("[markdown]*Câu* {=a ~b}", "single_choice", None, [Loss.FORMATTING]),
    ],
)
def test_kinds_and_losses(
    text: str, kind: str, key: dict[str, object] | None, losses: list[Loss]
) -> None:
    found = one(text)
    assert (found.wording.kind, list(found.losses)) == (kind, losses)
    assert key is None or found.wording.key == key


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Hãy viết một đoạn. {}", Reason.KIND),
        ("Chỉ là một lời dẫn.", Reason.KIND),
        ("Câu {=a ~=b", Reason.BROKEN),
        ("Câu {=a ~b} và {=c ~d}", Reason.BROKEN),
        ("Câu {không có dấu}", Reason.BROKEN),
        ("Câu {=a -> 1 =b}", Reason.BROKEN),
        ("Câu {#ba}", Reason.BROKEN),
        ("Câu {#}", Reason.NO_KEY),
        ("Câu {~a ~b}", Reason.NO_KEY),
        ("Câu {=*}", Reason.NO_KEY),
        ("Câu {=a =b ~c}", Reason.SEVERAL_KEYS),
        ("Câu {#=1 =2}", Reason.SEVERAL_KEYS),
        ("::Tên:: {=a ~b}", Reason.EMPTY),
    ],
)
def test_what_is_not_taken(text: str, reason: Reason) -> None:
    assert why(text) == reason


def test_missing_words_become_gaps() -> None:
    assert one("Bấm {=nút đỏ ~loa} để tắt.").wording == Wording(
        "fill_blank", "Bấm [[1]] để tắt.", [], {"choices": [0]}, "",
        choices=["nút đỏ", "loa"], tags=[],
    )  # fmt: skip
    assert one("Hai cộng {=hai =2} bằng bốn.").wording.stem == "Hai cộng _____ bằng bốn."
    assert one("Hai {T} ạ.").wording.stem == "Hai ạ."


def test_titles_categories_tags_and_ids() -> None:
    found = read(
        "$CATEGORY: $course$/top/Bài 1/Mật khẩu\n\n// [id:x1] [tag:dễ]\n// lời thường\n"
        "::Câu\\: một::Câu? {=a ~b}\n\n$CATEGORY: top\n\nHai? {T}\n"
    )
    assert [one.title for one in found] == ["Câu: một", "Hai?"]
    assert [list(one.wording.tags) for one in found if isinstance(one, Taken)] == [
        ["Mật khẩu", "dễ"],
        [],
    ]


def test_feedback_becomes_explanations() -> None:
    wording = one("Câu? {=a#vì a ~b ####Nhớ nhé}").wording
    assert (wording.option_explanations, wording.explanation) == (["vì a", ""], "Nhớ nhé")
    wording = one("Câu {F#bạn nhầm#đúng rồi}").wording
    assert wording.option_explanations == ["bạn nhầm", "đúng rồi"]
    assert one("Câu {T#bạn nhầm}").wording.option_explanations == ["", "bạn nhầm"]


def test_escapes_and_line_breaks() -> None:
    wording = one(r"Câu \{1\} \= 2\n\~3 \\n \(x\)? {=a\:b ~c\#d}").wording
    assert wording.stem == "Câu {1} = 2\n~3 \\n \\(x\\)?"
    assert wording.options == ["a:b", "c#d"]


def test_an_empty_line_between_braces_does_not_end_a_question() -> None:
    assert one("Câu? {\n\n=a\n\n~b\n}").wording.options == ["a", "b"]
    assert len(read("Câu? {=a ~b\n\n::Hai::Câu? {T}")) == 2


def test_examples_of_moodle() -> None:
    found = gift.read((FILES / "php-examples.gift").read_bytes())
    assert [one.wording.kind for one in found if isinstance(one, Taken)] == [
        "single_choice", "fill_blank", "true_false", "short_answer", "number", "matching",
        "fill_blank", "single_choice", "short_answer", "number",
    ]  # fmt: skip
    last = found[-1]
    assert isinstance(last, Taken)
    assert last.title == "Numerical example"
    assert set(last.losses) == {Loss.OPTION_EXPLANATIONS, Loss.PARTIAL_CREDIT}


def test_escapes_of_others() -> None:
    (found,) = gift.read((FILES / "escapes.gift").read_bytes())
    assert isinstance(found, Taken)
    assert found.wording.options == ["~", "=", "#", "{", "}", ":", "\\"]
    assert found.wording.key == {"option": 6}


def test_formats_of_others() -> None:
    (found,) = gift.read((FILES / "formats.gift").read_bytes())
    assert isinstance(found, Taken)
    assert list(found.losses) == [Loss.FORMATTING]
    assert found.wording.choices == ["Forum", "Choice", "Database", "Wiki", "Chat"]
    assert found.wording.stem == "Match the activity to the description."


def test_ordinary_items_need_no_note_of_ours() -> None:
    items = [
        Wording("single_choice", "Câu?", ["a", "b"], {"option": 1}, "vì b"),
        Wording("matching", "Câu?", ["a", "b"], {"choices": [0, 1]}, "", choices=["1", "2", "3"]),
        Wording("fill_blank", "Bấm [[1]].", [], {"choices": [0]}, "", choices=["đỏ", "xanh"]),
    ]
    body = gift.write([Outgoing(n, item) for n, item in enumerate(items, 1)]).body.decode()
    assert "hocso" not in body
    assert "Bấm {" in body


def test_a_file_changed_by_hand_is_read_as_it_stands() -> None:
    item = Wording("ordering", "Xếp?", ["Một", "Hai", "Ba"], {}, "", level=3)
    body = gift.write([Outgoing(1, item)]).body.decode()
    assert one(body).wording.kind == "ordering"
    changed = one(body.replace("-> Ba", "-> Bốn")).wording
    assert (changed.kind, changed.choices, changed.level) == ("matching", ["Một", "Hai", "Bốn"], 3)


@pytest.mark.parametrize(
    "note",
    ["{", "[]", '{"level":9}', '{"language":5}', '{"of":"x","options":[1]}', '{"level":true}'],
)
def test_a_broken_note_is_passed_over(note: str) -> None:
    found = one(f"// [hocso:{note}]\nCâu? {{=a ~b}}")
    assert (found.wording.level, found.wording.language) == (2, "vi")
    assert found.wording.options == ["a", "b"]


@pytest.mark.parametrize("body", [b"", b"// ch\xe1\xbb\x89 l\xe1\xbb\x9di", b"\x00\x01\x02\x00x"])
def test_what_is_no_gift(body: bytes) -> None:
    with pytest.raises(Unreadable):
        gift.read(body)


def test_notes_and_tags_bring_no_control_characters() -> None:
    note = r'{"language":"v\u0000i","reference":"\ud8001:2"}'
    wording = one(f"// [tag:a\x07b]\n// [hocso:{note}]\nCâu? {{=a ~b}}").wording
    assert (wording.language, wording.reference, wording.tags) == ("vi", "1:2", ["ab"])


def test_windows_files_are_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        text = "Ba mẹ?\r\n{=có ~không}\r\n".replace("ẹ", "e\u0323") if encoding == "cp1258" else ""
        found = gift.read((text or "Ba mẹ?\r\n{=có ~không}\r\n").encode(encoding, "replace"))
        assert isinstance(found[0], Taken)
        assert found[0].wording.stem == "Ba mẹ?"
