import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from zipfile import ZipFile

from flask import Flask
from python_calamine import CalamineWorkbook

from lms.core.tables import (
    ROWS_AT_ONCE,
    Cell,
    Column,
    Report,
    csv_parts,
    send_rows,
    to_csv,
    to_xlsx,
)

REPORT = Report(
    name="Bồi dưỡng 2026",
    superior="ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN",
    agency="SỞ KHOA HỌC VÀ CÔNG NGHỆ",
    title="KẾT QUẢ",
    subtitle="(năm 2026)",
    columns=[
        Column("STT", 6),
        Column("Xã", 30),
        Column("Mã"),
        Column("Người"),
        Column("%", share=True),
    ],
    rows=[
        [1, "Xã Na Sầm", "06124", 152, Fraction(3, 4)],
        [2, "=cmd|' /C calc'!A0", "05977", 9, None],
    ],
    total=[None, "Tổng cộng", None, 161, Fraction(1, 2)],
    place_and_day="Lạng Sơn, ngày 05 tháng 3 năm 2026",
    signatures=("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"),
)


def test_csv_is_read_by_excel_and_carries_no_formula() -> None:
    body = to_csv(REPORT)
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[1] == ["1", "Xã Na Sầm", "06124", "152", "75.0%"]
    assert rows[2][1].startswith("'=")


def test_xlsx_has_the_form_of_an_office() -> None:
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(to_xlsx(REPORT))).get_sheet_by_index(0)
    cells = [[cell for cell in row if cell != ""] for row in sheet.to_python()]
    text = [str(cell) for row in cells for cell in row]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert ["(1)", "(2)", "(3)", "(4)", "(5)"] in cells
    assert [1.0, "Xã Na Sầm", "06124", 152.0, 0.75] in cells
    assert "THỦ TRƯỞNG ĐƠN VỊ" in text


def test_xlsx_cells_are_never_formulas() -> None:
    with ZipFile(io.BytesIO(to_xlsx(REPORT))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def counted(number: int, read: list[int]) -> Iterator[list[Cell]]:
    """Rows that note when they are read."""
    for n in range(number):
        read.append(n)
        yield [n, "Xã Na Sầm", "06124", 1, None]


def test_a_csv_goes_out_while_it_is_read() -> None:
    read: list[int] = []
    parts = csv_parts(replace(REPORT, rows=counted(3 * ROWS_AT_ONCE, read)))
    next(parts)
    assert read == []
    next(parts)
    assert len(read) == ROWS_AT_ONCE - 1  # and the headings
    body = b"".join(parts)
    assert len(read) == 3 * ROWS_AT_ONCE
    assert body.endswith("Tổng cộng,,161,50.0%\r\n".encode())


def test_a_long_table_is_read_once_for_excel(app: Flask) -> None:
    read: list[int] = []
    report = replace(REPORT, rows=counted(2_000, read))
    with app.test_request_context():
        reply = send_rows(report, "xlsx", "so.xlsx")
        body = reply.get_data()
    assert read == list(range(2_000))
    assert reply.content_length == len(body)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    words = [cell for row in rows for cell in row]
    assert words.count("Xã Na Sầm") == 2_000
    assert words.count("(Ký, ghi rõ họ tên)") == 2  # no row was given up when the next began
