"""A package from the trainer's upload to the learner's result; and the walls around it."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from courses.models import Lesson, ModuleVersion, Order
from courses.operations import Manuscript, Text, publish, write_version
from courses.queries import lessons_of, newest_version
from courses.scorm import operations, queries
from courses.scorm.tokens import Ticket, address_part, read_ticket
from lms.core.clock import now
from lms.core.db import db, new_id
from lms.core.errors import Missing, Refused
from lms.settings import Settings, WrongSetting
from quizzes.queries import get_quiz_version
from tests.cast import Cast
from tests.conftest import Visitor
from tests.courses.scorm.archives import PAGES, REAL, packed

SignIn = Callable[[str], Visitor]
INTRODUCTION = "Bà con làm bài dưới đây, khoảng năm phút là xong nhé. " * 8
HERE, APART = "http://localhost", "http://127.0.0.1"


def a_draft() -> ModuleVersion:
    """A new version of a published module, with one lesson."""
    old = newest_version("M3")
    assert old is not None
    script = Manuscript(
        code="M3", topic=old.module.topic, compulsory=True, language="vi", title=old.title,
        summary=old.summary, minutes=5, competences=[], objectives=[], exercise="",
        points_to_confirm=[], points_to_review=[], sequence=Order.FREE,
        pocket_card=old.pocket_card, review_months=6, source_hash="",
        lessons=[Text("Mở đầu", INTRODUCTION)],
    )  # fmt: skip
    return write_version(script, get_quiz_version(old.quiz_version_id))


def sent(trainer: Visitor, body: bytes) -> Any:
    trainer.get("/courses/packages/")
    data = {"csrf_token": trainer.page.token, "file": (io.BytesIO(body), "goi.zip")}
    return trainer.client.post("/courses/packages/", data=data, headers={"Origin": HERE})


def a_lesson(cast: Cast, body: bytes) -> Lesson:
    """A published lesson done in a package."""
    draft, by = a_draft(), cast.actor("minh")
    package = operations.take_in(body, "goi.zip", by=by, at=now())
    lesson_id = new_id()
    for _again in range(2):
        operations.attach(
            draft, package, "Bài tương tác", INTRODUCTION, by=by, at=now(), lesson_id=lesson_id
        )
    publish(draft, by=by, at=now(), note="")
    assert len(lessons_of(draft.id)) == 2
    with pytest.raises(Refused):
        operations.attach(draft, package, "x", "x", by=by, at=now(), lesson_id=new_id())
    return lessons_of(draft.id)[1]


def opened(learner: Visitor, cast: Cast, lesson: Lesson) -> Any:
    learner.get(f"/courses/modules/{cast.modules['m3']}")
    learner.press("Bắt đầu học")
    return learner.client.get(f"/courses/lessons/{lesson.id}")


def told(learner: Visitor, lesson: Lesson, part: int, counter: int, cmi: object) -> Any:
    data = {
        "csrf_token": learner.page.token, "part": str(part), "counter": str(counter),
        "state": json.dumps({"cmi": cmi}),
    }  # fmt: skip
    headers = {"Origin": HERE, "Accept": "application/json"}
    return learner.client.post(f"/courses/lessons/{lesson.id}/runtime", data=data, headers=headers)


def address_in(page: str) -> str:
    found = re.search(r'data-address="([^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_a_trainer_sends_a_package_and_puts_it_into_a_draft(signed_in: SignIn, cast: Cast) -> None:
    minh, draft = signed_in("minh"), a_draft()
    reply = sent(minh, packed({"../x": b""}))
    assert reply.status_code == 422
    assert "“../x”" in reply.text
    assert sent(minh, b"").status_code == 422
    page = minh.get(sent(minh, REAL["1.2"].read_bytes()).location)
    assert "Tin nhắn lạ" in page.title
    assert minh.get(page.link("Xem thử")).all("iframe")[0]["data-action"] == ""
    minh.get(f"/courses/packages/{queries.packages()[0].id}")
    minh.press("Thêm bài", 422, version=str(draft.id), title="")
    minh.press("Thêm bài", version=str(draft.id), title="Tin nhắn lạ", body="Bà con xem nhé.")
    (use,) = queries.uses_of(queries.packages()[0].id)
    assert (use.lesson.position, use.lesson.title, use.opened) == (2, "Tin nhắn lạ", 0)
    copied = new_id()
    operations.copy_attachments(use.lesson.id, copied)
    package = queries.package_of(copied)
    assert package is not None
    assert package.title == "Tin nhắn lạ"
    db.session.rollback()  # that lesson itself was never made


def test_the_lesson_counts_once_all_its_activities_are_done(signed_in: SignIn, cast: Cast) -> None:
    lesson, lan = a_lesson(cast, packed(PAGES)), signed_in("lan")
    assert told(lan, lesson, 1, 1, {}).status_code == 404  # has not begun to learn the module
    opened(lan, cast, lesson)
    lan.get(f"/courses/lessons/{lesson.id}")
    reading = f"/courses/lessons/{lesson.id}/reading"
    assert "làm xong phần bài tương tác" in lan.send(reading, 409).words

    half = {"core": {"lesson_status": "incomplete", "lesson_location": "3"}, "suspend_data": "x"}
    assert told(lan, lesson, 1, 5, half).json["saved"] == 0
    good = {"core": {"lesson_status": "passed", "score": {"raw": "90"}}}
    assert told(lan, lesson, 1, 5, good).json["part_done"] is False  # the same counter: a replay
    assert told(lan, lesson, 1, 4, good).json["part_done"] is False  # overtaken on the way
    page = lan.client.get(f"/courses/lessons/{lesson.id}").text
    assert "&#34;suspend_data&#34;: &#34;x&#34;" in page  # goes on exactly there
    assert 'data-counter="5"' in page

    assert told(lan, lesson, 1, 6, good).json["part_done"] is True
    failed = {"core": {"lesson_status": "failed", "score": {"raw": "10"}}}
    facts = told(lan, lesson, 1, 7, failed).json
    assert (facts["part_done"], facts["done"], facts["saved"]) == (True, False, 1)
    assert "90" in facts["result"]
    facts = told(lan, lesson, 2, 1, {"core": {"lesson_status": "completed"}}).json
    assert facts["done"] is True
    assert told(lan, lesson, 2, 1, {"core": {"lesson_status": "completed"}}).status_code == 200
    (use,) = queries.uses_of(queries.packages()[0].id)
    assert (use.opened, use.completed, use.score) == (1, 1, 90)
    assert "kiểm tra" in lan.send(reading).words

    for part, counter, cmi in ((3, 1, {}), (1, 8, "no state"), (0, 1, {})):
        assert told(lan, lesson, part, counter, cmi).status_code in {404, 422}
    assert told(lan, lesson, 1, 10**10, {}).status_code == 422
    assert told(signed_in("hung"), lesson, 1, 99, good).status_code in {400, 404}


def test_content_is_on_its_own_origin_only(
    signed_in: SignIn, cast: Cast, client: FlaskClient
) -> None:
    lesson, lan = a_lesson(cast, packed(PAGES)), signed_in("lan")
    reply = opened(lan, cast, lesson)
    address = address_in(reply.text)
    assert address.startswith(f"{APART}/scorm/")
    assert f"frame-src {APART}" in reply.headers["Content-Security-Policy"]
    plain = lan.client.get(f"/courses/lessons/{lessons_of(lesson.version_id)[0].id}")
    assert "frame-src" not in plain.headers["Content-Security-Policy"]

    path = urlsplit(address).path
    frame = client.get(path, base_url=APART)
    assert frame.status_code == 200
    assert "X-Frame-Options" not in frame.headers
    assert f"frame-ancestors {HERE}" in frame.headers["Content-Security-Policy"]
    assert "unsafe" not in frame.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in frame.headers
    for part in re.findall(r'(?:href|src|data-runtime)="(/scorm/runtime/[^"]+)"', frame.text):
        assert client.get(part, base_url=APART).status_code == 200
    file = client.get(f"{path}mot/trang 1.html?trang=1", base_url=APART)
    assert (file.status_code, file.data) == (200, b"<p>1</p>")
    assert "form-action 'none'" in file.headers["Content-Security-Policy"]
    again = {"If-None-Match": file.headers["ETag"]}
    assert client.get(f"{path}mot/trang 1.html", base_url=APART, headers=again).status_code == 304
    packs = {"Accept-Encoding": "gzip"}
    style = client.get(f"{path}A.CSS", base_url=APART, headers=packs)
    assert (style.headers["Content-Encoding"], style.headers["Content-Type"]) == (
        "gzip",
        "text/css",
    )
    part = client.get(f"{path}a.css", base_url=APART, headers={"Range": "bytes=0-2"})
    assert (part.status_code, part.data) == (206, b"p{}")

    worker = {"Service-Worker": "script"}
    assert client.get(f"{path}hai.html", base_url=APART, headers=worker).status_code == 404
    for base in (HERE, "http://hocso.example.vn", "http://127.0.0.1:81"):  # never elsewhere
        assert client.get(path, base_url=base).status_code == 404
        assert client.get(f"{path}hai.html", base_url=base).status_code == 404
    for wrong in (
        f"{path}../../account", f"{path}imsmanifest.xml/", f"{path}%2e%2e/x",
        path[:-3] + "xx/", "/scorm/x/", "/scorm/runtime/app.css", f"{path}?part=9",
    ):  # fmt: skip
        assert client.get(wrong, base_url=APART).status_code == 404, wrong


def test_tickets_end_and_cannot_be_forged(app: Flask) -> None:
    ticket = Ticket(new_id(), new_id(), HERE)
    text = address_part(ticket, at=now())
    assert read_ticket(text, at=now() + timedelta(days=6)) == ticket
    for wrong, later in ((text, 15), (text, -8), (f"{text}x", 0), ("", 0)):
        with pytest.raises(Missing):
            read_ticket(wrong, at=now() + timedelta(days=later))


def test_with_a_setting_one_host_serves_content_and_nothing_else(
    settings: Settings, signed_in: SignIn, cast: Cast, app: Flask
) -> None:
    app.config["CONTENT_URL"] = "https://noi-dung.example.vn"
    try:
        lesson, lan = a_lesson(cast, packed(PAGES)), signed_in("lan")
        address = address_in(opened(lan, cast, lesson).text)
        assert address.startswith("https://noi-dung.example.vn/scorm/")
        path, stranger = urlsplit(address).path, app.test_client()
        there = "https://noi-dung.example.vn"
        assert stranger.get(f"{path}hai.html", base_url=there).status_code == 200
        for base in (HERE, APART):
            assert stranger.get(f"{path}hai.html", base_url=base).status_code == 404
        for page in ("/sign-in", "/healthz", "/static/x.css", "/courses/", "/nothing"):
            reply = stranger.get(page, base_url=there)
            assert (reply.status_code, reply.mimetype) == (404, "text/plain")
    finally:
        app.config["CONTENT_URL"] = ""
    for wrong in ("noi-dung", "ftp://x.vn", "http://127.0.0.1:99", "https://x.vn/a"):
        with pytest.raises(WrongSetting):
            replace(settings, content_url=wrong).check()


def test_where_there_is_no_second_origin_it_is_said(signed_in: SignIn, cast: Cast) -> None:
    lesson, lan = a_lesson(cast, packed(PAGES)), signed_in("lan")
    opened(lan, cast, lesson)
    session = lan.client.get_cookie("session")
    assert session is not None
    lan.client.set_cookie("session", session.value, domain="hocso.example.vn")
    there = {"base_url": "http://hocso.example.vn"}
    page = lan.client.get(f"/courses/lessons/{lesson.id}", **there).text
    assert "chưa có địa chỉ riêng" in page
    assert "<iframe" not in page
