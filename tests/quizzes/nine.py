"""A quiz with one question of every kind, and what each is answered with."""

from __future__ import annotations

from typing import Any

from lms.core.db import db
from lms.core.files import keep_file
from quizzes import queries
from quizzes.models import Attempt, Mode, QuizVersion
from quizzes.operations import bank, sitting
from quizzes.wording import Medium, Use, Wording
from tests.cast import Cast
from tests.make import MARCH

PNG = b"\x89PNG\r\n\x1a\n"
WHY = "Vì sao như vậy: {}"

# kind → a form that is right, one that is not, one that cannot be read
RIGHT: dict[str, dict[str, str]] = {
    "single_choice": {"option": "0"},
    "multiple_response": {"option": "1"},
    "true_false": {"option": "false"},
    "ordering": {"place-0": "1", "place-1": "2", "place-2": "3"},
    "matching": {"choice-0": "0", "choice-1": "1"},
    "picture_choice": {"option": "1"},
    "fill_blank": {"choice-0": "0", "choice-1": "1"},
    "number": {"number": "12,5"},
    "short_answer": {"text": "Đổi số"},
}
WRONG: dict[str, dict[str, str]] = {
    "single_choice": {"option": "1"},
    "multiple_response": {"option": "2"},
    "true_false": {"option": "true"},
    "ordering": {"place-0": "3", "place-1": "2", "place-2": "1"},
    "matching": {"choice-0": "1", "choice-1": "2"},
    "picture_choice": {"option": "0"},
    "fill_blank": {"choice-0": "2", "choice-1": "0"},
    "number": {"number": "13"},
    "short_answer": {"text": "số cũ"},
}
UNREAD: dict[str, dict[str, str]] = {
    "ordering": {"place-0": "1", "place-1": "1", "place-2": "2"},
    "matching": {"choice-0": "1", "choice-1": ""},
    "fill_blank": {"choice-0": "", "choice-1": "2"},
    "number": {"number": "mười hai"},
    "short_answer": {"text": "?!"},
}


def wordings(picture: Medium) -> list[Wording]:
    """One of each; explanations are words that stand nowhere else."""
    other = Medium(1, Use.PICTURE, picture.file_id, "Ảnh trang thật")
    told = ["Lời cho ý một", "Lời cho ý hai", "Lời cho ý ba"]
    one = {
        "single_choice": Wording(
            "single_choice", "Một ý đúng?", ["Ý một", "Ý hai", "Ý ba"], {"option": 0}, "",
            option_explanations=told, reference="5:2",
        ),
        "multiple_response": Wording(
            "multiple_response", "Nhiều ý đúng?", ["Sai rõ", "Đúng rõ", "Sai nữa"],
            {"options": [1]}, "", option_explanations=told,
        ),
        "true_false": Wording(
            "true_false", "Nên đọc mã OTP cho người lạ.", [], {"true": False}, "",
            option_explanations=["Lời cho đúng", "Lời cho sai"],
        ),
        "ordering": Wording("ordering", "Bước nào trước?", ["Mở", "Chọn", "Gửi"], {}, ""),
        "matching": Wording(
            "matching", "Cái nào đi với nhau?", ["Tiền", "Thư"], {"choices": [0, 1]}, "",
            choices=["Ngân hàng", "Bưu điện", "Chợ"],
        ),
        "picture_choice": Wording(
            "picture_choice", "Ảnh nào thật?", ["Trang giả", "Trang thật"], {"option": 1}, "",
            media=[picture, other],
        ),
        "fill_blank": Wording(
            "fill_blank", "Bấm [[1]] rồi chờ [[2]].", [], {"choices": [0, 1]}, "",
            choices=["Gửi", "tin báo", "Xóa"],
        ),
        "number": Wording("number", "Mấy phẩy mấy?", [], {"value": "12.5", "tolerance": "0"}, ""),
        "short_answer": Wording("short_answer", "Làm gì?", [], {"accepted": ["đổi số"]}, ""),
    }  # fmt: skip
    return [Wording(**{**vars(w), "explanation": WHY.format(kind)}) for kind, w in one.items()]


def nine_kinds(cast: Cast, pass_mark: int = 6) -> QuizVersion:
    """The quiz, drawn whole."""
    by = cast.actor("minh")
    picture = keep_file(PNG + b"a page", by=by, at=MARCH)
    found = wordings(Medium(0, Use.PICTURE, picture.id, "Ảnh trang giả"))
    kept = bank.open_bank("NINE", "Chín kiểu")
    items = [bank.write_item(kept, n, one) for n, one in enumerate(found, 1)]
    return bank.compose_quiz("nine", "Chín kiểu", items, draw=9, pass_mark=pass_mark)


def sat(cast: Cast, mode: Mode = Mode.TEST, who: str = "lan", pass_mark: int = 6) -> Attempt:
    """Somebody begins it."""
    quiz = nine_kinds(cast, pass_mark)
    attempt = sitting.start(
        quiz, by=cast.actor(who), at=MARCH, origin="/courses/", seed=5, mode=mode
    )
    db.session.flush()
    return attempt


def kinds_of(attempt: Attempt) -> list[tuple[int, str, Any]]:
    """(position, kind, item version) in the order drawn."""
    items = queries.items_of(attempt.id)
    return [(item.position, item.item_version.kind, item.item_version) for item in items]
