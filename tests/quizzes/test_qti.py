"""What becomes of items of QTI, alone and in packages, and what our packages look like."""

from __future__ import annotations

import io
import zipfile
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from quizzes.exchange import moodle_xml, qti_2_1, qti_3_0
from quizzes.exchange.format import Declined, Loss, Outgoing, Reason, Taken, Unreadable
from quizzes.exchange.xml_tree import parse
from quizzes.wording import Use, Wording
from tests.quizzes.exchange_items import PNG

FILES = Path(__file__).parent / "files" / "xml"
NAMESPACE = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
MATCH = '<responseProcessing template="http://a/rptemplates/match_correct"/>'
MAP = '<responseProcessing template="http://a/rptemplates/map_response.xml"/>'


def item(declared: str, body: str, processing: str = MATCH, more: str = "") -> bytes:
    return (
        f'<assessmentItem xmlns="{NAMESPACE[1:-1]}" identifier="a" title="Câu 1">{declared}'
        f"<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>"
    ).encode()


def response(kind: str, cardinality: str, correct: str, mapping: str = "") -> str:
    values = "".join(f"<value>{one}</value>" for one in correct.split("|") if one)
    return (
        f'<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{kind}">'
        f"<correctResponse>{values}</correctResponse>{mapping}</responseDeclaration>"
    )


def mapping(paid: dict[str, str], more: str = 'lowerBound="0"') -> str:
    entries = "".join(
        f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in paid.items()
    )
    return f'<mapping defaultValue="0" {more}>{entries}</mapping>'


def choices(*texts: str, most: int = 1) -> str:
    inside = "".join(
        f'<simpleChoice identifier="{chr(65 + n)}">{text}</simpleChoice>'
        for n, text in enumerate(texts)
    )
    return (
        f'<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="{most}">'
        f"<prompt>Chọn gì?</prompt>{inside}</choiceInteraction>"
    )


def taken(body: bytes) -> Taken:
    (found,) = qti_2_1.read(body)
    assert isinstance(found, Taken), found
    return found


def declined(body: bytes) -> Reason:
    (found,) = qti_2_1.read(body)
    assert isinstance(found, Declined), found
    return found.reason


def test_one_right_answer_with_feedback() -> None:
    note = (
        '<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Hay</feedbackInline>'
    )
    more = (
        '<modalFeedback outcomeIdentifier="G" identifier="x" showHide="show">Vì thế</modalFeedback>'
    )
    body = "<p>Xem đã.</p>" + choices(f"Đỏ {note}", "Xanh")
    found = taken(item(response("identifier", "single", "A"), body, MATCH, more))
    assert found.wording.stem == "Xem đã.\nChọn gì?"
    assert (found.wording.options, found.wording.key) == (["Đỏ", "Xanh"], {"option": 0})
    assert found.wording.option_explanations == ["Hay", ""]
    assert (found.wording.explanation, found.wording.keep_order) == ("Vì thế", False)
    assert (found.title, found.losses) == ("Câu 1", ())


def test_one_right_answer_by_map() -> None:
    paid = response("identifier", "single", "", mapping({"A": "0", "B": "2"}))
    assert taken(item(paid, choices("Đỏ", "Xanh"), MAP)).wording.key == {"option": 1}
    half = response("identifier", "single", "", mapping({"A": "1", "B": "2"}))
    assert taken(item(half, choices("Đỏ", "Xanh"), MAP)).losses == (Loss.PARTIAL_CREDIT,)
    both = response("identifier", "single", "", mapping({"A": "1", "B": "1"}))
    assert declined(item(both, choices("Đỏ", "Xanh"), MAP)) is Reason.SEVERAL_KEYS
    assert declined(item(response("identifier", "single", "Z"), choices("Đỏ"))) is Reason.NO_KEY


def test_several_right_answers_by_our_formula_or_another() -> None:
    ours = mapping({"A": "1", "B": "-1", "C": "1"})
    shown = choices("Đỏ", "Xanh", "Vàng", most=0)
    found = taken(item(response("identifier", "multiple", "A|C", ours), shown, MAP))
    assert (found.wording.key, found.losses) == ({"options": [0, 2]}, ())
    found = taken(item(response("identifier", "multiple", "A|C"), shown, MATCH))
    assert (found.wording.key, found.losses) == ({"options": [0, 2]}, (Loss.PARTIAL_CREDIT,))


def test_two_options_that_say_true_and_false() -> None:
    found = taken(item(response("identifier", "single", "B"), choices("Sai", "Đúng")))
    assert (found.wording.kind, found.wording.key) == ("true_false", {"true": True})
    assert found.wording.options == []


def test_order_with_all_or_nothing() -> None:
    body = choices("Hai", "Một").replace("choiceInteraction", "orderInteraction")
    found = taken(item(response("identifier", "ordered", "B|A"), body))
    assert (found.wording.options, found.losses) == (["Một", "Hai"], (Loss.PARTIAL_CREDIT,))


def match_body() -> str:
    def one_set(*texts: str) -> str:
        return "<simpleMatchSet>" + "".join(
            f'<simpleAssociableChoice identifier="{text}" matchMax="9">{text}'
            "</simpleAssociableChoice>" for text in texts
        ) + "</simpleMatchSet>"  # fmt: skip

    return (
        '<matchInteraction responseIdentifier="R" shuffle="true"><prompt>Nối</prompt>'
        + one_set("thú", "chim") + one_set("mèo", "gà", "chó") + "</matchInteraction>"
    )  # fmt: skip


def test_the_side_with_one_partner_each_asks() -> None:
    pairs = {"thú mèo": "1", "thú chó": "1", "chim gà": "1"}
    body = item(response("directedPair", "multiple", "|".join(pairs), mapping(pairs)),
                match_body(), MAP)  # fmt: skip
    found = taken(body)
    assert found.wording.options == ["mèo", "gà", "chó"]
    assert found.wording.choices == ["thú", "chim"]
    assert (found.wording.key, found.losses) == ({"choices": [0, 1, 0]}, ())
    crossed = response("directedPair", "multiple", "thú mèo|chim mèo|thú gà")
    assert declined(item(crossed, match_body())) is Reason.SEVERAL_KEYS


def test_words_for_gaps() -> None:
    body = (
        '<gapMatchInteraction responseIdentifier="R"><gapText identifier="a">mèo</gapText>'
        '<gapText identifier="b">gà</gapText><p>Con <gap identifier="X"/> và <gap identifier="Y"/>.'
        "</p></gapMatchInteraction>"
    )
    pairs = {"b X": "1", "a Y": "1"}
    paid = response("directedPair", "multiple", "|".join(pairs), mapping(pairs))
    found = taken(item(paid, body, MAP))
    assert found.wording.stem == "Con [[1]] và [[2]]."
    assert (found.wording.choices, found.losses) == (["mèo", "gà"], ())
    assert found.wording.key == {"choices": [1, 0]}


def entry(kind: str, correct: str, processing: str = MATCH, paid: str = "") -> bytes:
    body = '<p>Có <textEntryInteraction responseIdentifier="R"/> km.</p>'
    return item(response(kind, "single", correct, paid), body, processing)


def near(how: str) -> str:
    return (
        f"<responseProcessing><responseCondition><responseIf><equal {how}>"
        '<variable identifier="R"/><correct identifier="R"/></equal>'
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue>'
        "</setOutcomeValue></responseIf></responseCondition>"
        "</responseProcessing>"
    )


@pytest.mark.parametrize(
    ("processing", "key"),
    [
        (MATCH, {"value": "12.5", "tolerance": "0"}),
        (near('toleranceMode="absolute" tolerance="0.5"'), {"value": "12.5", "tolerance": "0.5"}),
        (near('toleranceMode="absolute" tolerance="0 1"'), {"value": "13", "tolerance": "0.5"}),
        (near('toleranceMode="relative" tolerance="10"'), {"value": "12.5", "tolerance": "1.25"}),
    ],
)
def test_numbers(processing: str, key: dict[str, str]) -> None:
    found = taken(entry("float", "12.50", processing))
    assert (found.wording.stem, found.wording.key) == ("Có ____ km.", key)


def test_short_answers() -> None:
    paid = mapping({"Đổi số": "1", "đổi": "0.5"})
    found = taken(entry("string", "Đổi số", MAP, paid))
    assert found.wording.key == {"accepted": ["Đổi số"]}
    assert found.losses == (Loss.CASE, Loss.PARTIAL_CREDIT)


def test_a_map_of_an_editors_own_still_says_what_is_right() -> None:
    own = (
        '<responseProcessing><setOutcomeValue identifier="SCORE"><mapTolResponse '
        'xmlns="http://bps-system.de/xsd/imsqti_ext_maptolresponse" identifier="R"/>'
        "</setOutcomeValue></responseProcessing>"
    )
    found = taken(entry("string", "6 Oc", own, mapping({"6 Oc": "2", "6 OC 1": "2"})))
    assert found.wording.key == {"accepted": ["6 Oc", "6 OC 1"]}
    assert found.losses == (Loss.CASE, Loss.PARTIAL_CREDIT)


def test_what_is_more_than_one_question_or_of_another_kind() -> None:
    declared = response("identifier", "single", "A")
    assert declined(item(declared, choices("A", "B") * 2)) is Reason.KIND
    assert declined(item(declared, '<hotspotInteraction responseIdentifier="R"/>')) is Reason.KIND
    assert declined(item(declared, "<p>Chỉ đọc.</p>")) is Reason.KIND
    random = declared + '<templateDeclaration identifier="N"/>'
    assert declined(item(random, choices("A", "B"))) is Reason.KIND
    assert declined(b"<assessmentItem/>") is Reason.BROKEN


def test_points_for_one_value_are_understood() -> None:
    rule = near("").replace("<equal >", "<match>").replace("</equal>", "</match>")
    rule = rule.replace(
        '<correct identifier="R"/>', '<baseValue baseType="identifier">B</baseValue>'
    )
    found = taken(item(response("identifier", "single", ""), choices("Đỏ", "Xanh"), rule))
    assert (found.wording.key, found.losses) == ({"option": 1}, ())


def test_ways_of_marking_we_do_not_know_are_said() -> None:
    odd = near("").replace("<equal >", "<patternMatch>").replace("</equal>", "</patternMatch>")
    found = taken(item(response("identifier", "single", "A"), choices("Đỏ", "Xanh"), odd))
    assert found.losses == (Loss.PARTIAL_CREDIT,)


@pytest.mark.parametrize("how", ["not", "responseElse"])
def test_points_for_what_is_wrong_are_not_understood(how: str) -> None:
    rule = near("").replace("<equal >", "<match>").replace("</equal>", "</match>")
    if how == "not":
        rule = rule.replace("<match>", "<not><match>").replace("</match>", "</match></not>")
    else:
        rule = rule.replace("</responseIf>", "</responseIf><responseElse>") + ""
        points = '<setOutcomeValue identifier="SCORE"><baseValue>1</baseValue></setOutcomeValue>'
        rule = rule.replace("<responseElse>", f"<responseElse>{points}</responseElse>")
    found = taken(item(response("identifier", "single", "A"), choices("Đỏ", "Xanh"), rule))
    assert found.losses == (Loss.PARTIAL_CREDIT,)


# Packages


def packed(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


def manifest(href: str, kind: str = "imsqti_item_xmlv2p1") -> bytes:
    return (
        f'<manifest><resources><resource identifier="I" type="{kind}" href="{href}"/>'
        "</resources></manifest>"
    ).encode()


PICTURED = item(
    response("identifier", "single", "A"),
    choices('<img src="../media/a%20b.png" alt="Đỏ"/>', '<img src="../media/a%20b.png"/>'),
)


def test_a_package_in_a_folder_with_pictures() -> None:
    files = {
        "x/imsmanifest.xml": manifest("items/1.xml"),
        "x/items/1.xml": PICTURED,
        "x/media/a b.png": PNG,
    }
    found = taken(packed(files))
    assert found.wording.kind == "picture_choice"
    assert found.wording.options == ["Đỏ", "a%20b"]
    assert [(one.place, one.body) for one in found.attached] == [(0, PNG), (1, PNG)]


def test_a_package_without_a_manifest_and_with_missing_files() -> None:
    first, second = qti_2_1.read(packed({"1.xml": PICTURED, "2.xml": b"<oops"}))
    assert isinstance(first, Declined)
    assert first.reason is Reason.EMPTY
    assert second == Declined(2, "2.xml", Reason.BROKEN, "XML")
    (gone,) = qti_2_1.read(packed({"imsmanifest.xml": manifest("weg.xml")}))
    assert gone == Declined(1, "weg.xml", Reason.BROKEN)


def test_what_is_no_package_of_ours() -> None:
    for body in (b"PK\x03\x04", packed({"a.txt": b""}), b"<questestinterop/>",
                 packed({"imsmanifest.xml": manifest("a.xml", "imsqti_xmlv1p2")})):  # fmt: skip
        with pytest.raises(Unreadable):
            qti_2_1.read(body)


def written(form: object, wording: Wording) -> Element:
    body = form.write([Outgoing(1, wording)]).body  # type: ignore[attr-defined]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist()[0] == "imsmanifest.xml"
        return parse(archive.read("items/item-0001.xml"))


def test_our_items_have_the_parts_of_the_specification_in_their_order() -> None:
    wording = Wording("single_choice", "Chọn", ["A", "B"], {"option": 1}, "Vì thế",
                      option_explanations=["x", ""])  # fmt: skip
    names = [one.tag.removeprefix(NAMESPACE) for one in written(qti_2_1, wording)]
    assert names == ["responseDeclaration", *["outcomeDeclaration"] * 4, "itemBody",
                     "responseProcessing", "modalFeedback"]  # fmt: skip
    third = written(qti_3_0, wording)
    assert third.get("time-dependent") == "false"
    assert all("}qti-" in one.tag for one in third)
    body = third.find(".//{*}qti-modal-feedback/{*}qti-content-body/{*}p")
    assert body is not None
    assert body.text == "Vì thế"


def score(root: Element, given: list[str]) -> int:
    """What the steps in this order earn by the response processing we wrote."""
    runs = [
        [value.text for value in one.findall(f"{NAMESPACE}baseValue")]
        for one in root.iter(f"{NAMESPACE}ordered")
    ]
    followed = [list(pair) for pair in pairwise(given)]
    return sum(run in followed for run in runs)


def test_order_is_marked_by_neighbours_elsewhere_too() -> None:
    root = written(qti_2_1, Wording("ordering", "Xếp", ["1", "2", "3", "4"], {}, ""))
    assert score(root, ["S01", "S02", "S03", "S04"]) == 3
    assert score(root, ["S02", "S03", "S04", "S01"]) == 2
    assert score(root, ["S04", "S03", "S02", "S01"]) == 0


# Files of other systems


def real(name: str) -> list[Taken | Declined]:
    form = moodle_xml if name.startswith("moodle") else qti_2_1
    return form.read((FILES / name).read_bytes())


@pytest.mark.parametrize(
    ("name", "kinds", "losses"),
    [
        ("moodle-missing-words.xml", ["fill_blank"] * 2, [{Loss.LISTS, Loss.EXPLANATION}, set()]),
        ("moodle-true-false.xml", ["true_false"] * 3, [set(), set(), set()]),
        ("openolat-multiple-choice.xml", ["multiple_response"],
         [{Loss.PARTIAL_CREDIT, Loss.EXPLANATION}]),
        ("onyx-order.xml", ["ordering"], [{Loss.PARTIAL_CREDIT}]),
        ("pie-qti3-match.xml", ["matching"], [{Loss.PARTIAL_CREDIT}]),
        ("pie-qti3-choices.xml", ["multiple_response"], [{Loss.PARTIAL_CREDIT}]),
    ],
)  # fmt: skip
def test_files_of_other_systems(name: str, kinds: list[str], losses: list[set[Loss]]) -> None:
    found = real(name)
    assert [one.wording.kind for one in found if isinstance(one, Taken)] == kinds
    assert [set(one.losses) for one in found if isinstance(one, Taken)] == losses


def test_what_other_systems_say_is_what_we_read() -> None:
    (order,), (pairs,) = real("onyx-order.xml"), real("pie-qti3-match.xml")
    assert isinstance(order, Taken)
    assert order.wording.options[0] == "Dreißigjähriger Krieg"
    assert order.wording.options[-1] == "Vietnamkrieg"
    assert isinstance(pairs, Taken)
    assert pairs.wording.key == {"choices": [0, 1, 2]}
    assert real("longsight-flight-order.xml")[0] == Declined(
        1, "Challenge 03 — Put a spaceflight in order", Reason.NO_KEY
    )


def test_pictures_in_a_package_of_ours_have_their_words() -> None:
    picture = taken(packed({"1.xml": PICTURED.replace(b"../", b""), "media/a b.png": PNG}))
    sent = Outgoing(1, picture.wording, picture.attached)
    body = qti_3_0.write([sent]).body
    assert b"media/item-0001-option-1-picture.png" in body
    (back,) = qti_3_0.read(body)
    assert isinstance(back, Taken)
    assert {one.use for one in back.attached} == {Use.PICTURE}
    assert back.attached == picture.attached
