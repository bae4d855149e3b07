"""Finding lessons: with and without marks, the best first, whatever people type."""

from flask import Flask
from sqlalchemy import delete

from courses import queries
from courses.authoring.models import Withdrawal
from courses.models import Enrolment
from courses.search.index import LESSON_SEARCH, index_all
from courses.search.queries import Hit, search
from courses.search.rules import grade, marked, snippet, wanted
from lms.core.audit import entered
from lms.core.db import db
from tests.cast import Cast
from tests.make import MARCH

LINES = ("Gửi tiền về nhà.", "Trả tiền mặt hay chuyển khoản?", "Mất tiền thì làm gì?")


def test_grades_and_snippets() -> None:
    asked = wanted("tiền mặt")
    order = ["Tiền mặt", "Tien mat", "Mặt trời và tiền", "Tiền"]
    assert sorted(order, key=lambda text: grade(text, asked), reverse=True) == [
        "Tiền mặt",
        "Mặt trời và tiền",
        "Tien mat",
        "Tiền",
    ]
    found = snippet(LINES, wanted("tien mat"))
    assert found is not None
    assert found.line == 2
    assert found.parts == [("Trả ", False), ("tiền mặt", True), (" hay chuyển khoản?", False)]
    assert snippet(LINES, wanted("xe máy")) is None
    assert marked("Đường lên Đồng Đăng", wanted("duong dong")) == [
        ("Đường", True), (" lên ", False), ("Đồng", True), (" Đăng", False),
    ]  # fmt: skip
    long = marked("một " * 20 + "hai " + "ba " * 60, wanted("hai"), 26)
    assert long[0] == ("… " + "một " * 6, False)
    assert long[-1][0].endswith(" …")


def found(cast: Cast, query: str) -> list[Hit]:
    standings = queries.catalogue(cast.persons["lan"], 2026)
    return search(wanted(query), [one.version for one in standings])


def test_modules_and_lessons_are_found(app: Flask, cast: Cast) -> None:
    first = found(cast, "khong dung tien mat")[0]
    assert (first.version.module.code, first.lesson) == ("M3", None)
    lesson = found(cast, "quét ma")[0].lesson  # the last word is only begun
    assert lesson is not None
    hit = found(cast, "cái hòm")[0]
    assert hit.lesson is not None
    assert hit.snippet is not None
    assert ("cái hòm", True) in hit.snippet.parts
    assert hit.lesson.title == "Gọi đúng tên: thẻ, ví, PIN, OTP"
    assert hit.lesson.numbered_html("vi").count(f'id="line-{hit.snippet.line}"') == 1
    assert found(cast, "zzz") == []
    db.session.execute(delete(LESSON_SEARCH))
    assert found(cast, "cái hòm") == []
    assert index_all() == 2
    assert found(cast, "cai hom")[0].lesson is hit.lesson


def test_what_was_withdrawn_is_found_only_by_who_learns_it(app: Flask, cast: Cast) -> None:
    version, by = queries.get_published(cast.modules["m3"]), cast.actor("minh")
    db.session.add(Withdrawal(version_id=version.id, reason="Cũ", **entered(by, MARCH)))
    db.session.flush()
    assert version not in [hit.version for hit in found(cast, "cái hòm")]
    begun = Enrolment(
        person_id=cast.persons["lan"], module_id=version.module_id, version_id=version.id,
        year=2026, began_at=MARCH,
    )  # fmt: skip
    db.session.add(begun)
    db.session.flush()
    assert found(cast, "cái hòm")[0].version is version


def test_with_marks_comes_before_without(app: Flask, cast: Cast) -> None:
    titles = [hit.lesson.title if hit.lesson else "" for hit in found(cast, "thẻ")]
    assert titles[0] == "Gọi đúng tên: thẻ, ví, PIN, OTP"


def test_whatever_is_typed_never_fails(app: Flask, cast: Cast) -> None:
    for query in (
        '"', "a OR b", "NEAR(", "tien*", "x & !y |", "'; --", "\\", "\x00", "(:)", "đ" * 80,
        "một hai " * 20,
    ):  # fmt: skip
        assert len(found(cast, query)) <= 20
