"""The bank “Câu hỏi mẫu các dạng”: two good items of each kind, and the quiz made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from courses.manuscript import read_items
from lms.core.access import Actor
from lms.core.db import db
from lms.core.files import keep_file
from lms.demo.drawings import drawn
from quizzes.models import QuizVersion
from quizzes.operations.bank import compose_quiz, open_bank, release, write_item
from quizzes.wording import STEM, Level, Medium, Use, Wording

FILE = Path(__file__).with_name("samples.md")
CODE, TITLE = "MAU", "Câu hỏi mẫu các dạng"
PASS = 12
# What is on each picture, and its words for who cannot see it.
CODES = (
    ("qr", "Hình vuông nhiều chấm đen trắng"),
    ("bars", "Các vạch đen dọc, to nhỏ khác nhau"),
    ("padlock", "Ổ khóa màu vàng"),
    ("warning", "Tam giác vàng có dấu chấm than"),
)
SIGNS = (
    ("full", "Hình cục pin đầy màu xanh"),
    ("empty", "Hình cục pin gần cạn màu đỏ"),
    ("signal", "Bốn cột sóng cao dần"),
    ("padlock", "Ổ khóa màu vàng"),
)


def make_samples(by: Actor, at: datetime) -> QuizVersion:
    """Write the bank, make the quiz, release it."""
    bank = open_bank(CODE, TITLE)
    db.session.flush()
    wordings = sample_wordings(by, at)
    items = [write_item(bank, number, wording) for number, wording in enumerate(wordings, 1)]
    version = compose_quiz(CODE, TITLE, items, draw=len(items), pass_mark=PASS)
    release(version, by=by, at=at, note="Bản mẫu")
    db.session.flush()
    return version


def sample_wordings(by: Actor, at: datetime) -> list[Wording]:
    """The items; their pictures are drawn and kept on the way."""
    first, *others = read_items(FILE)
    kept = {name: keep_file(drawn(name), by=by, at=at).id for name, _words in {*CODES, *SIGNS}}
    code = Medium(STEM, Use.PICTURE, kept["qr"], CODES[0][1])
    return [
        replace(first, media=[code]),
        *others,
        _pictures(
            "Hình nào là mã QR?", CODES, 0, kept, ["qr"],
            "Mã QR là hình vuông nhiều chấm; mã vạch chỉ có các vạch dọc.",
        ),
        _pictures(
            "Trước khi đi từng nhà, biểu tượng nào trên máy nhắc bạn phải sạc?", SIGNS, 1, kept,
            ["hướng dẫn"], "Pin gần cạn thì sạc đầy trước khi đi, kẻo đang hướng dẫn máy tắt.",
        ),
    ]  # fmt: skip


def _pictures(
    stem: str,
    options: Sequence[tuple[str, str]],
    right: int,
    kept: dict[str, UUID],
    tags: Sequence[str],
    explanation: str,
) -> Wording:
    return Wording(
        "picture_choice", stem, [words for _name, words in options], {"option": right}, explanation,
        level=Level.EASY,
        tags=tags,
        media=[
            Medium(place, Use.PICTURE, kept[name], words)
            for place, (name, words) in enumerate(options)
        ],
    )  # fmt: skip
