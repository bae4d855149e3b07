"""The small pure pieces of the ground."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from flask import Flask

from lms.core.i18n import long_day, number, percent
from lms.core.logs import hide_private
from lms.core.markup import to_html, word_count
from lms.core.pages import safe_next
from lms.core.pdf import OutsideAsset, to_pdf
from lms.settings import Settings, WrongSetting


@pytest.mark.parametrize(
    "target",
    [
        "//evil.vn",
        "https://evil.vn",
        "/\\evil.vn",
        "javascript:alert(1)",
        "",
        None,
        "/a\nb",
        "evil",
    ],
)
def test_only_our_own_paths_are_followed(target: str | None) -> None:
    assert safe_next(target) == "/"


def test_our_own_paths_are_followed() -> None:
    assert safe_next("/courses/?q=an") == "/courses/?q=an"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 3, 5), "ngày 05 tháng 3 năm 2026"),
        (date(2026, 1, 28), "ngày 28 tháng 01 năm 2026"),
        (date(2026, 11, 24), "ngày 24 tháng 11 năm 2026"),
    ],
)
def test_long_days_take_zeros_as_offices_write_them(day: date, text: str) -> None:
    assert long_day(day) == text


def test_numbers_are_written_the_vietnamese_way(app: Flask) -> None:
    with app.test_request_context():
        assert number(9900) == "9.900"
        assert percent(Fraction(9999, 10000)) == "99,9%"
        assert percent(None) == "–"


def test_english_readers_get_english_numbers(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert number(9900) == "9,900"
        assert percent(Fraction(1, 3)) == "33.3%"


def test_a_loss_has_its_sign(app: Flask) -> None:
    with app.test_request_context():
        assert percent(Fraction(-1, 3)) == "−33,3%"


def test_markdown_cannot_carry_scripts() -> None:
    html = to_html('<script>x</script> <a href="javascript:x" onclick="y">z</a> [a](javascript:b)')
    assert "<script" not in html
    assert "<a " not in html


def test_blocks_are_set_apart_with_their_words() -> None:
    html = to_html("::: warning\nĐừng đọc OTP.\n:::\n")
    assert '<div class="block block--warning"><p class="block__title">Cẩn thận</p>' in html


def test_words_of_block_marks_are_not_counted() -> None:
    assert word_count("# Tên bài\n\n::: tip\nmột hai ba\n:::\n") == 3


def test_a_document_cannot_open_files_or_addresses() -> None:
    for outside in ("file:///etc/passwd", "http://127.0.0.1:1/x.png", "asset:/../settings.py"):
        with pytest.raises(OutsideAsset):
            to_pdf(f'<img src="{outside}" alt="">')


def test_settings_are_read_and_checked() -> None:
    assert Settings.from_environment({"LMS_SESSION_HOURS": "3"}).session_hours == 3
    address = Settings(database_url="postgres://a/b").database
    assert address == "postgresql+psycopg://a/b"
    for wrong in ({"LMS_SESSION_HOURS": "x"}, {"LMS_HTTPS": "maybe"}):
        with pytest.raises(WrongSetting, match="LMS_"):
            Settings.from_environment(wrong)


@pytest.mark.parametrize("unsafe", [{}, {"secret_key": "k", "demo": True}])
def test_production_refuses_unsafe_settings(unsafe: dict[str, object]) -> None:
    with pytest.raises(WrongSetting):
        Settings(https=True, **unsafe).check()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "half",
    [
        {"long_term_signatures": True},
        {"long_term_signatures": True, "timestamp_url": "http://tsa"},
        {"pkcs11_module": "/usr/lib/token.so", "pkcs11_pin": "1"},
    ],
)
def test_signatures_are_set_up_whole_or_not_at_all(half: dict[str, Any]) -> None:
    with pytest.raises(WrongSetting, match="LMS_"):
        Settings(**half).check()


def test_logs_never_carry_secrets() -> None:
    logged = hide_private(None, "", {"phone": "+84912345678", "event": "x"})
    assert logged == {"phone": "[hidden]", "event": "x"}
