from collections.abc import Callable

import pytest
from flask import Flask

from certificates.models import Certificate
from certificates.queries import of_attempt
from certificates.rules import code_of, shown_code
from lms.core.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import a_mark


@pytest.fixture
def certificate(app: Flask, cast: Cast) -> Certificate:
    with app.test_request_context():
        found = of_attempt(a_mark(cast).attempt_id)
    assert found is not None
    db.session.commit()
    return found


def test_a_typed_code_is_found(visitor: Visitor, certificate: Certificate) -> None:
    visitor.get("/verify")
    page = visitor.press("Kiểm tra", code=shown_code(certificate.code).lower())
    assert "Giấy chứng nhận hợp lệ" in page.words
    assert certificate.number_text in page.words


def test_the_name_is_never_shown_to_who_does_not_know_it(
    visitor: Visitor, certificate: Certificate
) -> None:
    page = visitor.get(f"/verify/{certificate.token}")
    assert "H. T. Lan" in page.words
    assert "Hoàng" not in page.words
    page = visitor.press("Đối chiếu", full_name="hoàng thị lan")
    assert "họ tên khớp" in page.words
    assert "Hoàng Thị Lan" in page.words
    visitor.get(f"/verify/{certificate.token}")
    page = visitor.press("Đối chiếu", full_name="Hoàng Thị Mai")
    assert "cấp cho tên khác" in page.words
    assert "Hoàng Thị Lan" not in page.html


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("", 422, "Bạn hãy gõ mã"),
        ("7KQ2M-9XD4P-X", 422, "Có chỗ gõ chưa đúng"),
        (code_of("2222222222"), 404, "không có giấy chứng nhận này"),
        ("<script>", 422, "Có chỗ gõ chưa đúng"),
    ],
)
def test_other_codes_get_a_clear_answer(
    visitor: Visitor, code: str, status: int, words: str
) -> None:
    visitor.get("/verify")
    assert words in visitor.send("/verify", status, code=code).words


def test_an_unknown_link_is_said_to_be_unknown(visitor: Visitor) -> None:
    assert "không có giấy chứng nhận này" in visitor.get("/verify/nonsense", 404).words


def test_only_the_holder_gets_the_document(
    signed_in: Callable[[str], Visitor], certificate: Certificate
) -> None:
    khach = signed_in("khach")
    khach.get(f"/certificates/{certificate.id}", 404)
    khach.get(f"/certificates/{certificate.id}/document.pdf", 404)
    assert "Hoàng Thị Lan" in signed_in("lan").get(f"/certificates/{certificate.id}").words


def test_look_ups_are_limited(app: Flask, client: object, certificate: Certificate) -> None:
    app.config["LIMITS"] = {**app.config["LIMITS"], "verify": 3}
    try:
        statuses = [app.test_client().get("/verify/nonsense").status_code for _ in range(5)]
    finally:
        app.config["LIMITS"] = {**app.config["LIMITS"], "verify": 100_000}
    assert statuses == [404, 404, 404, 429, 429]
