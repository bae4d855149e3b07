import pytest

from lms.org.rules import (
    FileFault,
    Step,
    bare_unit,
    kind_and_name,
    read_lines,
    village_key,
)

HEAD = {"old_code": "06622", "new_code": "06613", "new_kind": "Xã", "new_name": "Đình Lập"}


@pytest.mark.parametrize(
    ("one", "other", "fit"),
    [
        ("Thôn Nà Pàn", "thôn nà pàn", True),
        ("Nà Pàn", "Thôn Nà Pàn", True),
        ("TDP 3", "Tổ dân phố số 3", True),
        ("Tổ DP 03", "tổ dân phố 3", True),
        ("Bản Mọi", "Thôn Bản Mọi", True),
        ("Khối 3", "TDP 3", False),
        ("Khối 3", "Khối 13", False),
        ("Bản Nà Pàn", "Thôn Nà Pàn", False),
        ("Bản Vàng", "bản vàng", True),
        ("Bảnh", "Bản h", False),
        ("Phố Cũ", "phố cũ", True),
    ],
)
def test_villages_are_matched_as_people_write_them(one: str, other: str, fit: bool) -> None:
    assert village_key(one).fits(village_key(other)) is fit


@pytest.mark.parametrize(
    ("typed", "kind", "name"),
    [
        ("tdp 3", "Tổ dân phố", "3"),
        ("Tổ dân phố số 3", "Tổ dân phố", "3"),
        ("thôn  Nà Pàn", "Thôn", "Nà Pàn"),
        ("Nà Pàn", "Thôn", "Nà Pàn"),
        ("Khối phố 2", "Khối phố", "2"),
    ],
)
def test_a_title_is_split_into_kind_and_name(typed: str, kind: str, name: str) -> None:
    assert kind_and_name(typed) == (kind, name)


def test_units_are_found_whatever_kind_was_typed() -> None:
    typed = ("xã Na Sầm", "Thị trấn Na Sầm", "TT. Na Sầm", "na sầm")
    assert {bare_unit(one) for one in typed} == {"na sam"}


def test_a_file_with_vietnamese_headings_is_read() -> None:
    row = {"Mã cũ": "6622", "Mã mới": "06613", "Loại mới": "Xã", "Tên mới": "Đình Lập",
           "Mức": "Một phần", "Thôn": "Nà Pá; Bản Mọi"}  # fmt: skip
    (line,), faults = read_lines([row])
    assert faults == []
    assert (line.old_code, line.step, line.villages) == ("06622", Step.PART, ("Nà Pá", "Bản Mọi"))


@pytest.mark.parametrize(
    ("rows", "kind"),
    [
        ([], FileFault.EMPTY),
        ([{"x": "1"}], FileFault.NO_COLUMN),
        ([{**HEAD, "new_name": ""}], FileFault.MISSING_WORD),
        ([{**HEAD, "extent": "half"}], FileFault.BAD_EXTENT),
        ([HEAD, HEAD], FileFault.TWICE),
        ([HEAD, {**HEAD, "new_code": "06625", "extent": "part"}], FileFault.MIXED),
        ([HEAD, {**HEAD, "new_code": "06625"}], FileFault.MIXED),
        ([HEAD, {**HEAD, "old_code": "06619", "new_name": "Khác"}], FileFault.TWO_NAMES),
    ],
)
def test_what_is_wrong_with_a_file_is_named(rows: list[dict[str, str]], kind: FileFault) -> None:
    assert kind in {fault.kind for fault in read_lines(rows)[1]}
