"""Bad input gets a clear page in the reader's language, with what to do next, and leaks nothing."""

import io
from collections.abc import Callable
from uuid import uuid4

import pytest
from flask import Flask

from lms.core.problems import WORDS, problem_page
from tests.cast import Cast
from tests.conftest import Visitor
from tests.page import Page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("status", sorted(WORDS))
def test_every_error_page_is_designed(app: Flask, status: int, language: str) -> None:
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        html, shown = problem_page(status)
    page = Page(html)
    assert (shown, page.faults(), page.all("html")[0]["lang"]) == (status, [], language)
    assert ("Về trang chủ" in page.words) == (language == "vi")


def test_an_unknown_id(signed_in: Callable[[str], Visitor]) -> None:
    lan = signed_in("lan")
    for path in ("/courses/modules/", "/courses/lessons/", "/quizzes/attempts/", "/certificates/"):
        assert "Không tìm thấy trang này" in lan.get(f"{path}{uuid4()}", 404).words
        lan.get(f"{path}not-an-id", 404)


def test_a_body_over_the_limit(visitor: Visitor) -> None:
    visitor.get("/verify")
    assert "quá lớn" in visitor.send("/verify", 413, code="x" * 3_000_000).words


def test_a_file_where_none_is_taken(visitor: Visitor) -> None:
    visitor.get("/verify")
    reply = visitor.client.post(
        "/verify", data={"csrf_token": visitor.page.token, "code": (io.BytesIO(b"MZ"), "a.exe")}
    )
    assert reply.status_code == 415
    assert "không kèm tệp" in reply.text


def test_a_forged_form_changes_nothing_and_is_not_offered_again(
    app: Flask, signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    lan = signed_in("lan")
    reply = lan.client.post(
        f"/courses/modules/{cast.modules['m0']}/enrolment", headers={"Origin": "https://evil.vn"}
    )
    assert reply.status_code == 400
    assert "Gửi lại" not in reply.text


def test_a_wrong_method_says_what_is_allowed(app: Flask) -> None:
    reply = app.test_client().put("/verify")
    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]


def test_a_crash_leaks_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(**_: object) -> None:
        raise RuntimeError("secret 0912345678")

    app.testing, app.config["PROPAGATE_EXCEPTIONS"] = False, False
    monkeypatch.setitem(app.view_functions, "verifying.verify_form", crash)
    try:
        reply = app.test_client().get("/verify")
    finally:
        app.testing, app.config["PROPAGATE_EXCEPTIONS"] = True, None
    assert reply.status_code == 500
    assert "0912345678" not in reply.text
    assert reply.headers["X-Request-ID"] in reply.text


def test_headers_of_every_answer(app: Flask) -> None:
    for path in ("/sign-in", "/nope", "/healthz"):
        headers = app.test_client().get(path).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "private, no-store"


def test_cookies_are_safe(app: Flask, signed_in: Callable[[str], Visitor]) -> None:
    visitor = signed_in("lan")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_it_is_alive_and_ready(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["migrations"]) == (200, True)  # type: ignore[index]


def test_static_files_are_compressed_and_kept_for_ever(app: Flask) -> None:
    name = app.extensions["assets"].names["app.css"]
    reply = app.test_client().get(f"/static/{name}", headers={"Accept-Encoding": "br"})
    assert reply.headers["Content-Encoding"] == "br"
    assert "immutable" in reply.headers["Cache-Control"]
    assert len(reply.data) < 14 * 1024
    assert app.test_client().get("/static/../setup.cfg").status_code == 404
