"""Language, dates and numbers as Vietnamese offices write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from flask import Flask, has_request_context, request
from flask_babel import Babel, get_locale

from lms.core.clock import ZONE

LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "language"


def set_up_languages(app: Flask) -> None:
    """Vietnamese unless the reader chose English; cheap phones often claim English by mistake."""
    Babel(
        app,
        default_locale="vi",
        default_timezone="Asia/Ho_Chi_Minh",
        default_translation_directories="translations",
        locale_selector=chosen_language,
    )
    app.jinja_env.filters.update(day=day, moment=moment, number=number, percent=percent)
    app.jinja_env.filters["day_before"] = lambda value: value - timedelta(days=1)


def chosen_language() -> str:
    """The reader's language, from their cookie."""
    wanted = request.cookies.get(COOKIE, "vi") if has_request_context() else "vi"
    return wanted if wanted in LANGUAGES else "vi"


def language() -> str:
    """The language of this page."""
    return str(get_locale() or "vi")


def day(value: date | None) -> str:
    """`24/11/2026`, in both languages: this is a Vietnamese office."""
    return value.strftime("%d/%m/%Y") if value else ""


def moment(value: datetime | None) -> str:
    """`08:05 24/11/2026`, Việt Nam time."""
    return value.astimezone(ZONE).strftime("%H:%M %d/%m/%Y") if value else ""


SWAPPED = str.maketrans(",.", ".,")


def number(value: float) -> str:
    """`9.900` and `69,1` in Vietnamese, `9,900` and `69.1` in English; `4.0` is `4`."""
    grouped = f"{int(value):,}" if value == int(value) else f"{value:,}"
    return grouped if language() == "en" else grouped.translate(SWAPPED)


def percent(value: Fraction | None) -> str:
    """One decimal, rounded towards nothing: 99.96 % of people is not 100 %. No people: a dash."""
    if value is None:
        return "–"
    tenths = int(abs(value) * 1000)
    sign, mark = "−" if value < 0 else "", "." if language() == "en" else ","
    return f"{sign}{tenths // 10}{mark}{tenths % 10}%"


def long_day(value: date) -> str:
    """`ngày 05 tháng 3 năm 2026`: days below 10 and months 1 and 2 take a zero (NĐ 30/2020)."""
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"
