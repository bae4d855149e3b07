"""Hostile and damaged files are refused or harmless, in bounded time and memory."""

from __future__ import annotations

import base64
import io
import stat
import zipfile

import pytest

from quizzes.exchange import moodle_xml, qti_2_1, xml_tree, zip_files
from quizzes.exchange.format import Declined, Loss, Reason, Taken, Unreadable
from tests.quizzes.exchange_items import PNG

SECRET = "/etc/passwd"
XXE = f'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file://{SECRET}">]>'
LAUGHS = "<!DOCTYPE quiz [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9)
) + "]>"  # fmt: skip
QUADRATIC = f"<!DOCTYPE quiz [<!ENTITY a '{'a' * 10_000}'>]>"
OUTSIDE = f'<!DOCTYPE quiz SYSTEM "file://{SECRET}">'
PARAMETER = f'<!DOCTYPE quiz [<!ENTITY % p SYSTEM "file://{SECRET}"> %p;]>'


def question(text: str, inside: str = "") -> bytes:
    right = '<answer fraction="100"><text>true</text></answer>'
    wrong = '<answer fraction="0"><text>false</text></answer>'
    return (
        '<quiz><question type="truefalse"><name><text>Câu</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text>{inside}</questiontext>'
        f"{right}{wrong}</question></quiz>"
    ).encode()


def read_one(text: str, inside: str = "") -> Taken | Declined:
    (found,) = moodle_xml.read(question(text, inside))
    return found


def packed(files: dict[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return body.getvalue()


@pytest.mark.parametrize("dtd", [XXE, LAUGHS, QUADRATIC, OUTSIDE, PARAMETER])
@pytest.mark.parametrize("root", ["quiz", "assessmentItem"])
def test_documents_that_declare_anything_are_refused(dtd: str, root: str) -> None:
    body = f"{dtd}<{root}>{'&a;' * 1_000}&x;</{root}>".encode()
    form = moodle_xml if root == "quiz" else qti_2_1
    with pytest.raises(Unreadable):
        form.read(body)


def test_entities_in_a_package_spoil_their_item_only() -> None:
    (found,) = qti_2_1.read(
        packed({"1.xml": f"{XXE}<assessmentItem>&x;</assessmentItem>".encode()})
    )
    assert found == Declined(1, "1.xml", Reason.BROKEN, "DTD")


def test_depth_is_limited() -> None:
    for body in (b"<quiz>" + b"<a>" * 100_000, b"<quiz>" + b"<a>" * 61 + b"</a>" * 61 + b"</quiz>"):
        with pytest.raises(Unreadable):
            moodle_xml.read(body)


def test_a_hundred_thousand_items_are_refused() -> None:
    one = b'<question type="essay"/>'
    with pytest.raises(Unreadable, match="too_many"):
        moodle_xml.read(b"<quiz>" + one * 100_000 + b"</quiz>")
    with pytest.raises(Unreadable, match="too_large"):
        moodle_xml.read(b"<quiz>" + b"<a/>" * 1_700_000 + b"</quiz>")


def test_elements_are_counted_while_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_tree, "MOST_ELEMENTS", 1_000)
    with pytest.raises(Unreadable, match="too_large"):
        moodle_xml.read(b"<quiz>" + b"<a/>" * 1_100 + b"</quiz>")


def test_scripts_and_handlers_leave_no_trace() -> None:
    found = read_one(
        '<p onclick="alert(1)">Chọn</p><script>alert(2)</script><img src=x onerror=alert(3)>'
        '<a href="javascript:alert(4)">đúng</a><style>p{}</style><iframe src="//a.vn"></iframe>'
        '<svg onload="alert(5)"><text>lạ</text></svg><object data="javascript:alert(6)"></object>'
    )
    assert isinstance(found, Taken)
    assert "alert" not in repr(found)
    assert "<" not in found.wording.stem
    assert set(found.losses) >= {Loss.FORMATTING, Loss.PICTURE}


@pytest.mark.parametrize(
    "text",
    [
        "<b>" * 60_000,
        "<" * 100_000,
        "<img " * 20_000,
        "<audio><source " * 8_000,
        '<img alt="' + "x" * 90_000,
        "<audio>" * 3_000 + "x" * 90_000,
        "&" * 100_000,
        "[[" * 90_000,
        "{1:MC:=a~" * 20_000,
    ],
)
def test_texts_that_make_parsers_slow(text: str) -> None:
    assert isinstance(read_one(text), Taken | Declined)
    (gaps,) = moodle_xml.read(question(text).replace(b"truefalse", b"cloze"))
    assert isinstance(gaps, Declined)


def test_texts_without_end_are_declined() -> None:
    found = read_one("a " * 150_000)
    assert isinstance(found, Declined)
    assert found.reason is Reason.TOO_LONG
    assert len(found.title) <= 120


def test_files_that_are_not_what_they_say() -> None:
    files = {
        "a.png": base64.b64encode(b"<svg onload='alert(1)'/>").decode(),
        "b.png": "%%%",
        "c.png": "A" * 5,
        "d.png": base64.b64encode(b"MZ" + PNG).decode(),
        "e.png": base64.b64encode(PNG + b"\0" * zip_files.SMALL * 60).decode(),
    }
    inside = "".join(f'<file name="{n}" encoding="base64">{b}</file>' for n, b in files.items())
    shown = "".join(f'<img src="@@PLUGINFILE@@/{name}">' for name in files)
    found = read_one(f"Xem {shown}", inside)
    assert isinstance(found, Taken)
    assert (list(found.attached), found.losses) == ([], (Loss.PICTURE,))


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_encodings_xml_knows(name: str) -> None:
    text = "<quiz>" + question("Đổi mật khẩu?").decode().removeprefix("<quiz>")
    body = (text if name != "utf-16-be" else "\ufeff" + text).encode(name)
    (found,) = moodle_xml.read(body)
    assert isinstance(found, Taken)
    assert found.wording.stem == "Đổi mật khẩu?"


def test_encodings_that_are_declared_wrongly_or_unknown() -> None:
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?>' + question("Café").decode()
    latin = latin.replace("Câu", "Cau")
    (found,) = moodle_xml.read(latin.encode("latin-1"))
    assert isinstance(found, Taken)
    assert found.wording.stem == "Café"
    for head, encoding in (("", "latin-1"), ('<?xml version="1.0" encoding="klingon"?>', "utf-8")):
        with pytest.raises(Unreadable):
            moodle_xml.read(head.encode() + latin.partition("?>")[2].encode(encoding))


# Zips


def test_zip_bombs_are_refused_before_they_unpack() -> None:
    with pytest.raises(Unreadable, match="too_large"):
        qti_2_1.read(packed({"1.xml": b" " * 50_000_000}))


def test_too_many_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MOST_ENTRIES", 100)
    with pytest.raises(Unreadable, match="too_many"):
        qti_2_1.read(packed({f"{n}.xml": b"" for n in range(zip_files.MOST_ENTRIES + 1)}))


def test_ways_out_of_the_package_do_not_exist() -> None:
    link = zipfile.ZipInfo("link.xml")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(link, SECRET)
        for name in ("../up.xml", "/root.xml", "C:/x.xml", "a/../../b.xml", "inner.zip"):
            archive.writestr(name, b"<assessmentItem/>")
    assert zip_files.Package(body.getvalue()).names == ["inner.zip"]
    with pytest.raises(Unreadable, match="no_items"):
        qti_2_1.read(body.getvalue())


def test_addresses_that_lead_out_find_nothing() -> None:
    body = (
        '<assessmentItem><responseDeclaration identifier="R" cardinality="single"><correctResponse>'
        "<value>A</value></correctResponse></responseDeclaration><itemBody>"
        '<choiceInteraction responseIdentifier="R"><prompt>Chọn</prompt>'
        '<simpleChoice identifier="A">A<img src="../../../../etc/passwd"/><img src="file:///x"/>'
        '</simpleChoice><simpleChoice identifier="B">B<img src="http://a.vn/x.png"/></simpleChoice>'
        "</choiceInteraction></itemBody></assessmentItem>"
    )
    (found,) = qti_2_1.read(packed({"items/1.xml": body.encode()}))
    assert isinstance(found, Taken)
    assert (list(found.attached), found.losses) == ([], (Loss.PICTURE,))


def test_damaged_and_locked_entries_are_missing_ones() -> None:
    body = bytearray(packed({"1.xml": b"<assessmentItem>" + bytes(range(200)) * 3}))
    body[60:70] = b"\xff" * 10
    (found,) = qti_2_1.read(bytes(body))
    assert isinstance(found, Declined)
    assert found.reason is Reason.BROKEN
    locked = bytearray(packed({"1.xml": b"<assessmentItem/>"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (found,) = qti_2_1.read(bytes(locked))
    assert isinstance(found, Declined)


def test_one_large_file_asked_for_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_files, "MOST_UNPACKED", 1_000_000)
    shown = '<img src="big.png"/>' * 50
    body = (
        '<assessmentItem><responseDeclaration identifier="R" cardinality="single"><correctResponse>'
        f"<value>A</value></correctResponse></responseDeclaration><itemBody><p>Xem{shown}</p>"
        '<choiceInteraction responseIdentifier="R"><simpleChoice identifier="A">A</simpleChoice>'
        '<simpleChoice identifier="B">B</simpleChoice></choiceInteraction></itemBody>'
        "</assessmentItem>"
    ).encode()
    noise = PNG + b"".join(n.to_bytes(3, "big") for n in range(30_000))
    files = {f"{n}.xml": body for n in range(30)} | {"big.png": noise}
    with pytest.raises(Unreadable, match="too_large"):
        qti_2_1.read(packed(files))
