"""Real office files for the tests of the import: made by a real writer, never by our reader."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import xlsxwriter

FOLDER = Path(__file__).parent / "files"
OLD_XLS = FOLDER / "danh-sach.xls"
TITLE = "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG"


def an_office_file() -> bytes:
    """Letterhead, merged title, two heading rows with merged cells, numbering, groups, a footer."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Bìa").write(0, 0, "Kèm theo báo cáo")
        sheet = book.add_worksheet("DS 2026")
        sheet.merge_range(0, 0, 0, 3, "UBND XÃ NA SẦM")
        sheet.merge_range(0, 4, 0, 9, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        sheet.merge_range(2, 0, 2, 9, TITLE)
        sheet.merge_range(3, 0, 3, 9, "(Kèm theo Báo cáo số 12/BC-UBND)")
        for column, heading in enumerate(["STT", "Họ và tên", "Năm sinh"]):
            sheet.merge_range(5, column, 6, column, heading)
        sheet.merge_range(5, 3, 5, 4, "Giới tính")
        sheet.write_row(6, 3, ["Nam", "Nữ"])
        for column, heading in enumerate(
            ["Chức vụ", "Chức danh trong tổ", "Số điện thoại", "Ghi chú"], 5
        ):
            sheet.merge_range(5, column, 6, column, heading)
        sheet.write_row(7, 0, [f"({n})" for n in range(1, 10)])
        rows: list[list[object]] = [
            ["I", "Thôn Nà Pàn"],
            [1, "NÔNG VĂN HÙNG", 1980, "x", "", "Trưởng thôn", "Tổ trưởng", 987654321],
            [
                2,
                "Hoàng Thị Lan",
                "12/03/1980",
                "",
                "x",
                "Bí thư chi đoàn",
                "Tổ phó",
                "0912.345.678",
            ],
            [
                3,
                "Triệu Văn Bình",
                27_500,
                "x",
                "",
                "Giáo viên kiêm y tế",
                "Thành viên",
                "0169 234 5678",
            ],
            [4, "Lý Thị Mai", "sinh năm 1990", "", "x", "nt", "nt", "0977111222 / 0388999000"],
            [5, "Vi Văn Đức", "không rõ", "x", "", "", "", "abc"],
            ["II", "Thôn Không Có"],
            [1, "Bàn Văn Thắng", 1979, "x", "", "", "", ""],
            ["", "Tổng cộng", 6],
        ]  # fmt: skip
        for index, row in enumerate(rows, 8):
            sheet.write_row(index, 0, row)
        sheet.write(18, 0, "NGƯỜI LẬP BIỂU")
        sheet.write(18, 6, "XÁC NHẬN CỦA UBND XÃ")
        sheet.write(22, 1, "Nguyễn Văn Ký")
    return out.getvalue()


def a_csv(
    rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ",", errors: str = "strict"
) -> bytes:
    """The rows as an office's program saves them."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding, errors)


def an_ods(rows: list[list[str]]) -> bytes:
    """The smallest OpenDocument sheet."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="DS">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return a_zip(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": (
                b'<?xml version="1.0"?><manifest:manifest '
                b'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
            ),
            "content.xml": content.encode(),
        }
    )


def a_zip(parts: dict[str, bytes]) -> bytes:
    """A ZIP of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def with_part(book: bytes, name: str, body: bytes) -> bytes:
    """A workbook with one part more or another one instead."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return a_zip({**parts, name: body})


def a_plain_book(*, formula: bool = False) -> bytes:
    """A small workbook, with a formula if wanted."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, ["Họ và tên", "Thôn"])
        if formula:
            sheet.write_formula(1, 0, "=1+1")
        else:
            sheet.write_row(1, 0, ["Triệu Văn Bình", "Nà Pàn"])
    return out.getvalue()
