"""Who passed an older version reads the new texts, when its author asks; no second quiz."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from courses import operations, renewal_queries
from courses.authoring import publishing
from courses.models import ModuleVersion
from courses.queries import completions_of, get_published, lessons_of
from courses.renewal_queries import Asked
from lms.core.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.courses.test_reviewing import approved
from tests.make import MARCH, a_draft, a_mark, an_enrolment


def published(cast: Cast, note: str, *, asks: bool) -> ModuleVersion:
    version = approved(cast, a_draft(cast))
    publishing.publish(version, note=note, asks_renewal=asks, by=cast.actor("minh"), at=MARCH)
    db.session.flush()
    return version


def test_who_passed_reads_the_new_lessons_and_keeps_everything(
    app: Flask,
    cast: Cast,
    signed_in: Callable[[str], Visitor],
    at: Callable[[datetime], None],
) -> None:
    at(MARCH)
    a_mark(cast, "lan", "m3")
    enrolment = an_enrolment(cast, "lan", "m3")
    under_way = an_enrolment(cast, "an", "m3")
    plain = published(cast, "Chữ rõ hơn", asks=False)
    module = f"/courses/modules/{plain.module_id}"
    lan, an = signed_in("lan"), signed_in("an")
    assert "Nội dung đã thay đổi" not in lan.get(module).words
    lan.get(f"/courses/lessons/{lessons_of(plain.id)[0].id}", 404)
    asking = published(cast, "Gọi 156 khi gặp lừa đảo", asks=True)
    newest = published(cast, "Thêm ảnh", asks=False)
    assert renewal_queries.asked_by(asking, 2026) == Asked(1, 0)
    home = lan.get("/")
    assert "Nội dung đã thay đổi ngày 01/03/2026" in home.words
    assert "Gọi 156 khi gặp lừa đảo" in home.words
    page = lan.get(home.link("Đọc các bài mới"))
    assert page.title.startswith(lessons_of(newest.id)[0].title)
    *others, _last = lessons_of(newest.id)
    for lesson in others:
        operations.read(enrolment, lesson.id, at=MARCH)
    db.session.flush()
    assert "Bạn đã đọc 7 trong 8 bài" in lan.get(module).words
    lan.get(lan.page.link("Đọc các bài mới"))
    page = lan.press("Tôi đã hiểu, xong")
    assert "Nội dung đã thay đổi" not in page.words
    assert "Năm nay bạn đã đạt học phần này" in page.words
    assert "Nội dung đã thay đổi" not in lan.get("/").words
    assert renewal_queries.asked_by(asking, 2026) == Asked(1, 1)
    assert len(completions_of(cast.persons["lan"], 2026)) == 1
    assert "Nội dung đã thay đổi" not in an.get(module).words, "goes on with the one they began"
    an.get(f"/courses/lessons/{lessons_of(under_way.version_id)[0].id}")
    minh = signed_in("minh")
    assert "1 người, 1 người đã đọc" in minh.get(f"/courses/manuscripts/{asking.id}").words


def test_what_was_withdrawn_asks_nobody(app: Flask, cast: Cast) -> None:
    a_mark(cast, "lan", "m3")
    asking = published(cast, "Gọi 156", asks=True)
    (renewal,) = renewal_queries.renewals_of(cast.persons["lan"], 2026)
    assert renewal.version.id == asking.id
    publishing.withdraw(asking, reason="Sai số", by=cast.actor("tung"), at=MARCH)
    db.session.flush()
    assert renewal_queries.renewals_of(cast.persons["lan"], 2026) == []
    assert get_published(asking.module_id).number == 1
    assert renewal_queries.renewals_of(cast.persons["lan"], 2027) == []
