"""What becomes of each type of question in a file of Moodle."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from quizzes.exchange import moodle_xml
from quizzes.exchange.format import Declined, Loss, Reason, Taken, Unreadable
from quizzes.wording import STEM, Use
from tests.quizzes.exchange_items import MP3, PNG

USUAL = "<defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>"
STEM_XML = '<questiontext format="html"><text>&lt;p&gt;Hỏi gì?&lt;/p&gt;</text></questiontext>'


def quiz(kind: str, inside: str, stem: str = STEM_XML) -> bytes:
    name = "<name><text>Câu 1</text></name>"
    return f'<quiz><question type="{kind}">{name}{stem}{USUAL}{inside}</question></quiz>'.encode()


def taken(kind: str, inside: str, stem: str = STEM_XML) -> Taken:
    (found,) = moodle_xml.read(quiz(kind, inside, stem))
    assert isinstance(found, Taken), found
    return found


def declined(kind: str, inside: str, stem: str = STEM_XML) -> Reason:
    (found,) = moodle_xml.read(quiz(kind, inside, stem))
    assert isinstance(found, Declined), found
    return found.reason


def answer(text: str, fraction: float | str, feedback: str = "", more: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text><![CDATA[{text}]]></text>'
        f"<feedback><text>{feedback}</text></feedback>{more}</answer>"
    )


def test_one_right_answer() -> None:
    found = taken(
        "multichoice",
        "<single>true</single><shuffleanswers>0</shuffleanswers>"
        "<generalfeedback><text>Vì thế.</text></generalfeedback>"
        + answer("<p>Đúng</p>", 100, "Hay") + answer("<p>Sai</p>", 0),
    )  # fmt: skip
    assert (found.title, found.wording.stem, found.losses) == ("Câu 1", "Hỏi gì?", ())
    assert found.wording.kind == "single_choice"
    assert found.wording.options == ["Đúng", "Sai"]
    assert found.wording.key == {"option": 0}
    assert found.wording.explanation == "Vì thế."
    assert found.wording.option_explanations == ["Hay", ""]
    assert found.wording.keep_order


def test_marks_for_half_right_answers_are_lost() -> None:
    found = taken("multichoice", "<single>true</single>" + answer("A", 100) + answer("B", 50))
    assert found.losses == (Loss.PARTIAL_CREDIT,)


def test_one_right_answer_must_be_one() -> None:
    two = "<single>true</single>" + answer("A", 100) + answer("B", 100)
    assert declined("multichoice", two) is Reason.SEVERAL_KEYS
    assert declined("multichoice", answer("A", 0) + answer("B", 0)) is Reason.NO_KEY


@pytest.mark.parametrize(
    ("shares", "losses"),
    [
        (("50", "-50", "50", "-50"), ()),
        (("33.33333", "33.33333", "33.33333", "-33.33333"), ()),
        (("50", "0", "50", "0"), (Loss.PARTIAL_CREDIT,)),
        (("60", "40", "-100", "-100"), (Loss.PARTIAL_CREDIT,)),
    ],
)
def test_several_right_answers(shares: tuple[str, ...], losses: tuple[Loss, ...]) -> None:
    answers = "".join(answer(f"Ý {n}", share) for n, share in enumerate(shares))
    found = taken("multichoice", f"<single>false</single>{answers}")
    right = [n for n, share in enumerate(shares) if float(share) > 0]
    assert (found.wording.kind, found.wording.key) == ("multiple_response", {"options": right})
    assert found.losses == losses


def test_all_or_nothing_plug_in() -> None:
    found = taken("multichoiceset", answer("A", 100) + answer("B", 0) + answer("C", 100))
    assert found.wording.key == {"options": [0, 2]}
    assert found.losses == (Loss.PARTIAL_CREDIT,)


def test_short_answers_in_several_forms() -> None:
    found = taken(
        "shortanswer",
        "<usecase>1</usecase>" + answer("Đổi số", 100, "Nhớ nhé") + answer("doi so", 100)
        + answer("đổi", 50, "Gần đúng") + answer("mật*khẩu", 100),
    )  # fmt: skip
    assert found.wording.key == {"accepted": ["Đổi số", "doi so"]}
    assert found.wording.explanation == "Nhớ nhé"
    assert found.losses == (Loss.CASE, Loss.OPTION_EXPLANATIONS, Loss.PARTIAL_CREDIT)


def test_a_pattern_alone_is_no_answer() -> None:
    assert declined("shortanswer", answer("*", 100)) is Reason.KIND
    assert declined("shortanswer", answer("gần", 50)) is Reason.NO_KEY
    assert taken("shortanswer", answer(r"2 \* 3", 100)).wording.key == {"accepted": ["2 * 3"]}


def test_numbers_with_tolerance_and_units() -> None:
    units = "<units><unit><multiplier>1</multiplier><unit_name>km</unit_name></unit></units>"
    right = answer("12,5", 100, "", "<tolerance>0.50</tolerance>")
    found = taken("numerical", right + answer("*", 0, "Sai rồi") + units)
    assert found.wording.key == {"value": "12.5", "tolerance": "0.5"}
    assert found.losses == (Loss.OPTION_EXPLANATIONS, Loss.UNITS)
    assert declined("numerical", answer("1", 100) + answer("2", 100)) is Reason.SEVERAL_KEYS
    assert declined("numerical", answer("*", 100)) is Reason.NO_KEY


def pair(question: str, partner: str) -> str:
    return (
        f'<subquestion format="html"><text>{question}</text>'
        f"<answer><text>{partner}</text></answer></subquestion>"
    )


@pytest.mark.parametrize("kind", ["matching", "match", "ddmatch"])
def test_matching_with_partners_of_nobody(kind: str) -> None:
    found = taken(kind, pair("ếch", "lưỡng cư") + pair("mèo", "thú") + pair("", "chim"))
    assert found.wording.options == ["ếch", "mèo"]
    assert found.wording.choices == ["lưỡng cư", "thú", "chim"]
    assert found.wording.key == {"choices": [0, 1]}


def test_steps_in_their_order() -> None:
    found = taken("ordering", answer("Sau", "2.0000000") + answer("Trước", "1.0000000"))
    assert (found.wording.options, found.wording.key) == (["Trước", "Sau"], {})
    strict = "<gradingtype>ABSOLUTE_POSITION</gradingtype>" + answer("A", 1) + answer("B", 2)
    assert taken("ordering", strict).losses == (Loss.PARTIAL_CREDIT,)


def gaps(text: str) -> str:
    return f'<questiontext format="html"><text>{text}</text></questiontext>'


def box(word: str, group: int = 1) -> str:
    return f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"


def test_gaps_are_numbered_by_place_not_by_word() -> None:
    found = taken("gapselect", box("mèo") + box("chó") + box("gà"), gaps("[[3]] đuổi [[1]]"))
    assert found.wording.stem == "[[1]] đuổi [[2]]"
    assert found.wording.choices == ["mèo", "chó", "gà"]
    assert found.wording.key == {"choices": [2, 0]}


def test_lists_of_their_own_for_each_gap_become_one() -> None:
    boxes = box("mèo") + box("chó") + box("chạy", 2) + box("ngủ", 2)
    found = taken("ddwtos", boxes.replace("selectoption", "dragbox"), gaps("[[1]] [[3]]"))
    assert found.losses == (Loss.LISTS,)
    assert declined("gapselect", box("mèo"), gaps("[[2]]")) is Reason.NO_KEY


@pytest.mark.parametrize("kind", ["essay", "description", "cloze", "calculated", "coderunner"])
def test_kinds_we_do_not_have(kind: str) -> None:
    (found,) = moodle_xml.read(quiz(kind, ""))
    assert found == Declined(1, "Câu 1", Reason.KIND, kind)


def cloze(text: str) -> str:
    return f'<questiontext format="html"><text><![CDATA[<p>{text}</p>]]></text></questiontext>'


def test_embedded_drop_downs_are_gaps() -> None:
    both = r"Con {1:MULTICHOICE:=mèo#Hay~chó~%0%gà \~ vịt} đuổi {1:MC:chó~=chu&#7897;t}."
    found = taken("cloze", "", cloze(both))
    assert found.wording.stem == "Con [[1]] đuổi [[2]]."
    assert found.wording.choices == ["mèo", "chó", "gà ~ vịt", "chuột"]
    assert found.wording.key == {"choices": [0, 3]}
    assert found.losses == (Loss.LISTS, Loss.OPTION_EXPLANATIONS)
    weighed = "{1:MCS:=a~b} {2:MCS:=a~b}"
    assert taken("cloze", "", cloze(weighed)).losses == (Loss.PARTIAL_CREDIT,)


def test_other_embedded_answers_are_not_taken() -> None:
    assert declined("cloze", "", cloze("{1:SHORTANSWER:=a} {1:MC:=a~b}")) is Reason.KIND
    assert declined("cloze", "", cloze("{1:MC:a~b}")) is Reason.NO_KEY
    assert declined("cloze", "", cloze("{1:MC:=a~=b}")) is Reason.SEVERAL_KEYS


def file(name: str, body: bytes) -> str:
    text = base64.b64encode(body).decode()
    return f'<file name="{name}" path="/" encoding="base64">{text}</file>'


def test_pictures_and_recordings_come_along() -> None:
    stem = (
        '<questiontext format="html"><text><![CDATA[<p>Nghe: <audio controls><source '
        'src="@@PLUGINFILE@@/b%C3%A0i.mp3">@@PLUGINFILE@@/b%C3%A0i.mp3</audio></p>]]></text>'
        + file("bài.mp3", MP3) + "</questiontext>"
    )  # fmt: skip
    options = "".join(
        f'<answer fraction="{share}" format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/{n}.png"'
        f' alt="Biển {n}">]]></text>{file(f"{n}.png", PNG)}</answer>'
        for n, share in enumerate(("0", "100"))
    )
    found = taken("multichoice", options, stem)
    assert found.wording.kind == "picture_choice"
    assert found.wording.options == ["Biển 0", "Biển 1"]
    media = [(one.place, one.use, one.description, one.body) for one in found.attached]
    assert media == [
        (STEM, Use.AUDIO, "", MP3),
        (0, Use.PICTURE, "Biển 0", PNG),
        (1, Use.PICTURE, "Biển 1", PNG),
    ]
    assert found.losses == ()


def test_pictures_from_the_net_or_damaged_are_lost() -> None:
    shown = '<img src="https://a.vn/x.png">Chọn <img src="@@PLUGINFILE@@/y.png">'
    stem = f'<questiontext format="html"><text><![CDATA[{shown}]]></text>{{}}</questiontext>'
    broken = '<file name="y.png" encoding="base64">không phải base64!</file>'
    found = taken("truefalse", answer("true", 100) + answer("false", 0), stem.format(broken))
    assert (found.wording.stem, found.losses) == ("Chọn", (Loss.PICTURE,))


def test_the_formats_of_texts() -> None:
    stem = '<questiontext format="{}"><text>{}</text>' + file("x.png", PNG) + "</questiontext>"
    inside = answer("true", 100) + answer("false", 0)
    shown = "Xem **kỹ**: ![Biển](@@PLUGINFILE@@/x.png)"
    found = taken("truefalse", inside, stem.format("markdown", shown))
    assert (found.wording.stem, found.losses) == ("Xem kỹ:", (Loss.FORMATTING,))
    assert [one.description for one in found.attached] == ["Biển"]
    assert taken("truefalse", inside, stem.format("plain_text", "a *b*")).wording.stem == "a *b*"
    lines = stem.format("moodle_auto_format", "một\nhai")
    assert taken("truefalse", inside, lines).wording.stem == "một\nhai"


def test_a_picture_pasted_into_the_text() -> None:
    source = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
    stem = f'<questiontext format="html"><text>Xem &lt;img src="{source}"&gt;</text></questiontext>'
    found = taken("truefalse", answer("true", 100) + answer("false", 0), stem)
    assert [one.body for one in found.attached] == [PNG]


def test_marks_hints_and_feedback_that_stay_behind() -> None:
    more = (
        "<hint><text>Nghĩ lại</text></hint>"
        "<incorrectfeedback><text>Chưa đúng đâu</text></incorrectfeedback>"
    )
    body = quiz("truefalse", answer("true", 100) + answer("false", 0) + more)
    body = body.replace(b"<penalty>0.3333333", b"<penalty>0.25")
    body = body.replace(b"<defaultgrade>1.0", b"<defaultgrade>2.0")
    (found,) = moodle_xml.read(body)
    assert isinstance(found, Taken)
    assert found.losses == (Loss.EXPLANATION, Loss.HINTS, Loss.PARTIAL_CREDIT, Loss.PENALTY)


def test_categories_and_tags() -> None:
    def category(path: str) -> str:
        return f'<question type="category"><category><text>{path}</text></category></question>'

    question = quiz("truefalse", answer("true", 100) + answer("false", 0) + (
        "<tags><tag><text>mật khẩu</text></tag><tag><text>hocso:level=3</text></tag></tags>"
    )).decode()[len("<quiz>"):-len("</quiz>")]  # fmt: skip
    body = "<quiz>" + category("$course$/top/An toàn//bảo mật") + question
    body += category("$course$/top/Default for C1") + question + "</quiz>"
    first, second = moodle_xml.read(body.encode())
    assert isinstance(first, Taken)
    assert isinstance(second, Taken)
    assert first.wording.tags == ["An toàn/bảo mật", "mật khẩu"]
    assert (second.number, second.wording.tags, second.wording.level) == (2, ["mật khẩu"], 3)


def changed_by_hand(body: bytes) -> Any:
    (found,) = moodle_xml.read(body)
    assert isinstance(found, Taken)
    return found.wording


def test_a_file_changed_by_hand_is_read_as_it_stands() -> None:
    kept = '<hocso>{"of": "0000000000", "key": {"option": 1}, "level": 3}</hocso>'
    inside = "<single>true</single>" + answer("A", 100) + answer("B", 0) + kept
    wording = changed_by_hand(quiz("multichoice", inside))
    assert (wording.key, wording.level) == ({"option": 0}, 3)


def test_what_strangers_write_beside_an_item_is_not_believed() -> None:
    tags = "".join(
        f"<tag><text>hocso:{one}</text></tag>"
        for one in ("level=9", "language=&lt;b&gt;", "reference=drop table", "kind=essay")
    )
    kept = '<hocso>{"of": "x", "key": [], "options": [1], "level": true, "kind": "x"}</hocso>'
    inside = "<single>true</single>" + answer("A", 100) + answer("B", 0) + kept
    wording = changed_by_hand(quiz("multichoice", f"{inside}<tags>{tags}</tags>"))
    assert (wording.level, wording.language, wording.reference) == (2, "vi", "")
    assert (wording.kind, wording.key, wording.options) == (
        "single_choice", {"option": 0}, ["A", "B"],
    )  # fmt: skip


@pytest.mark.parametrize("body", [b"", b"<quiz>", b"<html/>", b"<quiz/>", b"{}", b"\x00\xff"])
def test_what_is_no_file_of_moodle(body: bytes) -> None:
    with pytest.raises(Unreadable):
        moodle_xml.read(body)
