"""Hostile files harm nobody: bounded time and memory, and a sentence for the author."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from contextlib import suppress

import pytest
from flask import Flask

from lms.core.sheets import FileFault
from quizzes.exchange import gift, reader
from quizzes.exchange.format import Declined, Reason, Taken, Unreadable
from quizzes.exchange.formats import FORMATS, recognised
from quizzes.exchange.reader import BadItemFile, read_items, sentence
from quizzes.exchange.reading_process import MOST_ITEMS, MOST_LETTERS, entries
from quizzes.exchange.verdicts import Fate, judge
from quizzes.exchange.words import FAULTS

ONE = b"C\xc3\xa2u? {=a ~b}\n\n"


def zip_bomb() -> bytes:
    """A workbook whose one sheet says that it unpacks to two gigabytes."""
    out, size = io.BytesIO(), 1_234_567
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * size)
    return out.getvalue().replace(struct.pack("<L", size), struct.pack("<L", 2**31))


@pytest.mark.parametrize(
    ("name", "body", "fault"),
    [
        ("gift", ONE * (MOST_ITEMS + 1), "too_many"),
        ("gift", b"\x00" * 5_000, "binary"),
        ("gift", b"// x", "no_items"),
        ("xlsx", b"PK\x03\x04 broken", "broken"),
        ("xlsx", ONE, "headings"),
        ("xlsx", zip_bomb(), "too_large"),
        ("aiken", b"\xff\xfe\x00\xd8" * 100, "no_items"),
        ("aiken", b"\x00A. a\nANSWER: A", "binary"),
    ],
)
def test_a_file_that_is_not_taken(name: str, body: bytes, fault: str) -> None:
    with pytest.raises(Unreadable) as caught:
        entries(body, name)
    assert caught.value.detail == fault
    assert fault in FAULTS or fault in set(FileFault)


def test_every_fault_becomes_a_sentence(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "vi"}):
        for name, body, words in (
            ("gift", b"   ", "trống"),
            ("gift", b"// x", "Không có câu hỏi nào"),
            ("xlsx", zip_bomb(), "quá lớn"),
        ):
            with pytest.raises(BadItemFile) as caught:
                read_items(body, name)
            assert words in caught.value.message
        assert "dòng 7" in sentence("what a reader says", 7, "gift")
        assert "dạng khác" in sentence("what a reader says", None, "gift")


def test_a_file_that_takes_too_long_is_a_sentence_too(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "SECONDS", 0.01)
    with app.test_request_context(), pytest.raises(BadItemFile):
        read_items(ONE, "gift")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 100_000,
        "Câu? {" + "=" * 100_000,
        "Câu? {" + "~%50%" * 20_000 + "}",
        "[html]" + "<div>" * 60_000 + "{=a ~b}",
        "[html]" + "&amp;" * 100_000 + "{=a ~b}",
        "Câu? {" + "=a -> " * 20_000 + "}",
        "\\" * 100_000,
        "::" * 100_000,
        "[markdown]" + "[" * 5_000 + "{=a ~b}",
        "[markdown]" + "> " * 3_000 + "{=a ~b}",
        "// [hocso:" + "[" * 100_000 + "]\nCâu? {=a ~b}",
        '// [hocso:{"of":' + "[" * 20_000 + "}]\nCâu? {=a ~b}",
        "Câu? {#" + "9" * 100_000 + "}",
        "\n".join(["Câu? {=a ~b"] * 20_000),
    ],
)
def test_strange_texts_take_little_time(text: str) -> None:
    started = time.process_time()
    with suppress(Unreadable):
        entries(text.encode(), "gift")
    assert time.process_time() - started < 6


def test_a_text_that_is_far_too_long_is_declined() -> None:
    (entry,) = entries(b"x" * (MOST_LETTERS + 1) + b" {=a ~b}", "gift")
    assert entry["reason"] == Reason.TOO_LONG
    assert len(entry["title"]) <= 120


def test_scripts_become_nothing() -> None:
    (found,) = gift.read(
        b"[html]C\xc3\xa2u <script>alert(1)</script>? {\\=x =<b onclick\\=1>a</b> ~b}"
    )
    assert isinstance(found, Taken | Declined)
    (found,) = gift.read(b"[html]C\xc3\xa2u <script>alert(1)</script>? {=<b onclick\\=1>a</b> ~b}")
    assert isinstance(found, Taken)
    assert (found.wording.stem, found.wording.options) == ("Câu ?", ["a", "b"])


def test_a_key_nobody_could_write_is_no_error(app: Flask) -> None:
    (entry,) = entries(ONE, "gift")
    with app.test_request_context():
        for key in ({"option": "a"}, {"option": [1]}, {"value": 1}, {"option": 10**30}, {}):
            entry["wording"]["key"] = key
            (one,) = judge([entry], {})
            assert one.fate is Fate.REFUSED


@pytest.mark.parametrize(
    ("body", "name", "expected"),
    [
        (ONE, "x.gift", "gift"),
        (ONE, "x.txt", "gift"),
        (b"Ai?\nA. a\nB. b\nANSWER: A\n", "x.txt", "aiken"),
        ("Ai?\nA. a\nB. b\nĐÁP ÁN: A\n".encode(), "", "aiken"),
        ("Câu? {=ANSWER: A\n~b}".encode(), "", "gift"),
        (b"Ai {x}?\nA. a\nB. b\n  ANSWER: A\n", "", "aiken"),
        (b"\n \t" * 10_000, "x.XLSX", "xlsx"),
        (b"anything", "", "gift"),
    ],
)
def test_the_format_is_recognised(body: bytes, name: str, expected: str) -> None:
    assert recognised(body, name) == expected


def test_an_excel_file_is_recognised_whatever_it_is_called() -> None:
    assert recognised(FORMATS["xlsx"].write([]).body, "x.txt") == "xlsx"
