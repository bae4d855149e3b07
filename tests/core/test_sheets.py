"""Files from outside: every kind an office has is read, every hostile one is refused in words."""

import unicodedata
from collections.abc import Callable
from functools import cache

import pytest
from flask import Flask

from lms.core.legacy_text import TCVN3 as TABLE
from lms.core.legacy_text import VNI, Encoding, convert, guess
from lms.core.sheets import BadFile, FileFault, read_book
from tests.conftest import ONE_DATABASE
from tests.people import office_files as files

ROWS = [["Họ và tên", "Thôn"], ["Nguyễn Thị Hường", "Nà Pàn"]]
ENCODED = [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t")]


@pytest.mark.parametrize(("encoding", "delimiter"), ENCODED)
def test_csv_in_every_encoding(app: Flask, encoding: str, delimiter: str) -> None:
    (sheet,) = read_book(files.a_csv(ROWS, encoding, delimiter), "ds.csv")
    assert sheet.rows == ROWS


def test_csv_of_vietnamese_windows(app: Flask) -> None:
    # CP1258 writes tones apart: what `Hường` and `Nguyễn` become there
    body = "Họ và tên,Thôn\nNguyêÞn Thiò Hươ\u0300ng".replace("Þ", "\u0303").replace("ò", "\u0323")

    def apart(text: str) -> str:
        tones = "\u0300\u0301\u0303\u0309\u0323"
        out = ""
        for letter in text:
            split = unicodedata.normalize("NFD", letter)
            marks = "".join(m for m in split if m in tones)
            out += unicodedata.normalize("NFC", "".join(m for m in split if m not in tones)) + marks
        return out

    (sheet,) = read_book(apart(unicodedata.normalize("NFC", body)).encode("cp1258"), "ds.csv")
    assert sheet.rows == [["Họ và tên", "Thôn"], ["Nguyễn Thị Hường"]]


def old(text: str, table: dict[str, str]) -> str:
    back = {meant: typed for typed, meant in table.items()}
    return "".join(back.get(letter, letter) for letter in text)


@pytest.mark.parametrize(("table", "encoding"), [(TABLE, Encoding.TCVN3), (VNI, Encoding.VNI)])
def test_text_of_old_fonts_is_recognised_and_read(
    table: dict[str, str], encoding: Encoding
) -> None:
    words = [
        "Lương Đức Nam",
        "Hoàng Thị Lan",
        "Nguyễn Văn Thưởng",
        "Xã Hội Hoan",
        "Bí thư chi đoàn",
    ]
    typed = [old(word.replace("Đ", "§") if table is TABLE else word, table) for word in words]
    assert guess(typed) is encoding
    assert [convert(one, encoding).text for one in typed] == words
    assert guess(words) is Encoding.UNICODE
    assert guess(["Lo Van An", "Giang A Pao", "0912345678", "x"]) is Encoding.UNICODE


def test_excel_old_and_new_and_opendocument(app: Flask) -> None:
    (old_sheet,) = read_book(files.OLD_XLS.read_bytes(), "danh-sach.xls")
    assert old_sheet.rows[2][:3] == ["1", "Triệu Văn Bình", "1975"]
    (ods,) = read_book(files.an_ods(ROWS), "ds.ods")
    assert ods.rows == ROWS
    sheets = read_book(files.an_office_file(), "DS.XLSX")
    assert [sheet.name for sheet in sheets] == ["Bìa", "DS 2026"]
    assert sheets[1].rows[5][3:5] == ["Giới tính", "Giới tính"]  # merged cells repeat their text


PLAIN = files.a_plain_book()
WIDE = PLAIN and (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/'
    b'main"><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    b"</worksheet>"
)
SHEET = "xl/worksheets/sheet1.xml"


@cache
def a_bomb() -> bytes:
    """A workbook of half a gigabyte; packing it takes seconds, so only its own test has it made."""
    return files.with_part(PLAIN, SHEET, b"<x>" + b"0" * (500 * 1024**2))


@ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "name", "fault"),
    [
        (b"", "ds.xlsx", FileFault.EMPTY),
        (b"   \n", "ds.csv", FileFault.EMPTY),
        (PLAIN, "ds.exe", FileFault.ENDING),
        (PLAIN, "ds", FileFault.ENDING),
        (PLAIN, "ds.csv", FileFault.WRONG_ENDING),
        (b"a,b\n", "ds.xlsx", FileFault.WRONG_ENDING),
        (files.OLD_XLS.read_bytes(), "ds.xlsx", FileFault.WRONG_ENDING),
        (PLAIN[:900], "ds.xlsx", FileFault.BROKEN),
        (b"PK\x03\x04 nonsense", "ds.xlsx", FileFault.BROKEN),
        (files.a_zip({"a.txt": b"x"}), "ds.xlsx", FileFault.NO_TABLE),
        (b"<html><table></table></html>", "ds.csv", FileFault.NO_TABLE),
        (b"%PDF-1.7 x", "ds.csv", FileFault.NO_TABLE),
        (files.a_plain_book(formula=True), "ds.xlsx", FileFault.FORMULAS),
        (files.with_part(PLAIN, "xl/vbaProject.bin", b"x"), "ds.xlsx", FileFault.MACROS),
        (files.with_part(PLAIN, "xl/externalLinks/externalLink1.xml", b"x"), "ds.xlsx",
         FileFault.LINKS),
        (files.with_part(PLAIN, SHEET, WIDE), "ds.xlsx", FileFault.TOO_WIDE),
        (("a," * 2_000 + "\n").encode(), "ds.csv", FileFault.TOO_WIDE),
        (b"a\n" * 70_000, "ds.csv", FileFault.TOO_WIDE),
        (a_bomb, "ds.xlsx", FileFault.TOO_LARGE),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 20 else "",
)  # fmt: skip
def test_hostile_files_are_refused_with_a_sentence(
    app: Flask, body: bytes | Callable[[], bytes], name: str, fault: FileFault
) -> None:
    with app.test_request_context(), pytest.raises(BadFile) as refused:
        read_book(body() if callable(body) else body, name)
    assert refused.value.fault is fault
    assert refused.value.message.endswith(".")
