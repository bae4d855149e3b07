"""The columns of our own template: one row an item. The words are the file's, always Vietnamese.

docs/exchange.md says it to authors; the help sheet of the template does too. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import ascii_uppercase

from lms.core.names import fold
from quizzes.wording import Level

SHEET, EXAMPLES, HELP = "Câu hỏi", "Ví dụ", "Hướng dẫn"
KIND, STEM, KEY, TOLERANCE = "Loại câu hỏi", "Câu hỏi", "Đáp án", "Sai số"
EXPLANATION, LEVEL, KEEP_ORDER = "Giải thích", "Mức độ", "Giữ thứ tự"
TAGS, REFERENCE, LANGUAGE = "Nhãn", "Bài học", "Ngôn ngữ"
YES = "có"
MOST = len(ascii_uppercase)
KINDS: Mapping[str, str] = {
    "single_choice": "Chọn một đáp án",
    "multiple_response": "Chọn nhiều đáp án",
    "true_false": "Đúng hay sai",
    "ordering": "Sắp xếp các bước",
    "matching": "Ghép đôi",
    "fill_blank": "Điền chỗ trống",
    "number": "Điền số",
    "short_answer": "Trả lời ngắn",
    "picture_choice": "Chọn hình",
}
LEVELS: Mapping[Level, str] = {Level.EASY: "Dễ", Level.MIDDLE: "Vừa", Level.HARD: "Khó"}
TRUTHS = {"dung": True, "d": True, "true": True, "x": True, "sai": False, "s": False}
TRUTHS |= {"false": False}
KIND_OF = {fold(words): kind for kind, words in KINDS.items()} | {kind: kind for kind in KINDS}
LEVEL_OF = {fold(words): level for level, words in LEVELS.items()}


def option(place: int) -> str:
    """The heading of an option: A, B, C …"""
    return ascii_uppercase[place]


def choice(place: int) -> str:
    """The heading of a word to choose from (gaps) or a partner (matching): Từ 1, Từ 2 …"""
    return f"Từ {place + 1}"


def note(place: int) -> str:
    """The heading of the explanation of an option: Vì sao A …"""
    return f"Vì sao {ascii_uppercase[place]}"


def headings(options: int, choices: int, notes: int) -> list[str]:
    """The row of headings, with so many columns of each of the three."""
    return [
        *(KIND, STEM),
        *(option(place) for place in range(options)),
        *(choice(place) for place in range(choices)),
        *(KEY, TOLERANCE, EXPLANATION),
        *(note(place) for place in range(notes)),
        *(LEVEL, TAGS, KEEP_ORDER, REFERENCE, LANGUAGE),
    ]
