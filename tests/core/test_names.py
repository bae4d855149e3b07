import random
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.names import fold, initials, masked_phone, sort_key, tidy

# Order of ICU's vi collation by given name, then whole name (domain.md §4.3).
ORDERED = [
    "Nông Văn An", "Lê Thị Anh", "Vi Ánh", "Bế Ăn", "Lộc Ân", "Lộc Ấn", "Hoàng Dung", "Nông Đô",
    "Đặng Hoa", "Hoàng Thị Hòa", "Lý Nam", "Nguyễn Nam", "Lý Tu", "Lý Tú", "Lý Tư",
]  # fmt: skip


def test_names_sort_by_given_name_in_vietnamese_order() -> None:
    mixed = random.Random(1).sample(ORDERED, len(ORDERED))
    assert sorted(mixed, key=sort_key) == ORDERED


def test_the_tone_decides_after_the_letters() -> None:
    assert sorted(["Má", "Mà", "Ma", "Mạ", "Mã", "Mả"], key=sort_key) == [
        "Ma", "Mà", "Mả", "Mã", "Má", "Mạ",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đường", "duong"),
        ("HOÀ", "hoa"),
        ("Hòa", "hoa"),
        ("  Nà   Sầm ", "na sam"),
        ("Thuỷ", "thuy"),
    ],
)
def test_fold_drops_marks_and_case(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_does_not_care_how_marks_are_written(text: str) -> None:
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))


def test_tidy_writes_one_spelling() -> None:
    assert tidy(normalize("NFD", " Nguyễn  Thị Hường ")) == "Nguyễn Thị Hường"


def test_initials_hide_all_but_the_given_name() -> None:
    assert initials("Nông Thị Hoa") == "N. T. Hoa"


def test_phones_are_masked() -> None:
    assert masked_phone("+84912345678") == "•••• 678"
    assert masked_phone("") == ""
