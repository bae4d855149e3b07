"""What a stranger is told: every status has its own heading, on the page and as JSON."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from certificates import claims, keys, operations
from certificates.models import Certificate, Issuer, Reason
from certificates.operations import Decision
from certificates.queries import of_attempt
from lms.core.access import SYSTEM
from lms.core.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark

DECISION = Decision(Reason.NAME, "12/QĐ-SKHCN", "Họ tên in sai.", "chỉ nội bộ đọc")


@pytest.fixture
def clock(at: Callable[[datetime], None]) -> Callable[[datetime], None]:
    at(MARCH)
    return at


@pytest.fixture
def one(app: Flask, cast: Cast, clock: object) -> Certificate:
    found = of_attempt(a_mark(cast).attempt_id)
    assert found is not None
    return found


def json_of(app: Flask, address: str, status: int = 200) -> dict[str, Any]:
    reply = app.test_client().get(address)
    assert reply.status_code == status
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    return dict(reply.json)


def both(app: Flask, visitor: Visitor, found: Certificate) -> tuple[str, dict[str, Any]]:
    """The words of the page behind the QR code, and the JSON of the same."""
    page = visitor.get(f"/v/{found.token}.{found.claim}")
    return page.words, json_of(app, f"/verify/{found.token}.json?claim={found.claim}")


def test_valid_then_expiring_then_expired(
    app: Flask, visitor: Visitor, one: Certificate, clock: Callable[[datetime], None]
) -> None:
    for day, heading, status, holds in (
        (MARCH, "Giấy chứng nhận hợp lệ", "valid", True),
        (datetime(2026, 12, 31, 16, 0, tzinfo=MARCH.tzinfo), "sắp hết hạn", "expiring", True),
        (datetime(2026, 12, 31, 18, 0, tzinfo=MARCH.tzinfo), "đã hết hạn", "expired", False),
    ):
        clock(day)
        words, said = both(app, visitor, one)
        assert heading in words
        assert (said["status"], said["holds"]) == (status, holds)
        assert said["certificate"]["valid_until"] == "2026-12-31"
        assert said["certificate"]["holder"] == "H. T. Lan"
        assert "Hoàng" not in words


def test_revoked_says_what_everybody_may_read(
    app: Flask, visitor: Visitor, one: Certificate
) -> None:
    operations.revoke(one, DECISION, by=SYSTEM, at=MARCH)
    words, said = both(app, visitor, one)
    for text in ("đã bị thu hồi", "12/QĐ-SKHCN", "Họ tên in sai.", "01/03/2026"):
        assert text in words
    assert "chỉ nội bộ" not in words
    assert said["certificate"]["ended"] == {
        "kind": "revoked", "on": "2026-03-01", "decision": "12/QĐ-SKHCN", "text": "Họ tên in sai.",
    }  # fmt: skip


def test_replaced_names_the_new_number_and_never_its_token(
    app: Flask, visitor: Visitor, one: Certificate
) -> None:
    newer = operations.replace(one, DECISION, by=SYSTEM, at=MARCH)
    db.session.get_one(Issuer, one.issuer_id).name = "Sở Khoa học, Công nghệ và Dữ liệu"
    words, said = both(app, visitor, one)
    assert "đã được cấp lại" in words
    assert newer.number_text in words
    assert "nay là: Sở Khoa học, Công nghệ và Dữ liệu" in words
    assert newer.token not in visitor.page.html
    assert said["certificate"]["replaced_by"] == newer.number_text
    assert said["certificate"]["issuer_now"] != said["certificate"]["issuer"]
    assert both(app, visitor, newer)[1]["status"] == "valid"


def test_a_forged_code_is_told_from_an_unknown_one(
    app: Flask, visitor: Visitor, cast: Cast, one: Certificate
) -> None:
    other = of_attempt(a_mark(cast, "an").attempt_id)
    assert other is not None
    changed = bytearray(claims.from_text(one.claim))
    changed[7] ^= 1  # another number
    altered = claims.to_text(bytes(changed))
    strange = claims.to_text(b"\1" * 16)
    for address, heading, forgery in (
        (f"{one.token}.{altered}", "mã giả", "altered"),
        (f"{one.token}.{other.claim}", "của giấy chứng nhận khác", "other"),
        (f"{strange}.{one.claim}", "của giấy chứng nhận khác", "other"),
        (f"{one.token}.nonsense", "mã giả", "altered"),
    ):
        words = visitor.get(f"/v/{address}").words
        assert heading in words
        assert one.number_text not in words
        token, _, claim = address.partition(".")
        said = json_of(app, f"/verify/{token}.json?claim={claim}")
        assert (said["status"], said["forgery"], said["certificate"]) == ("forged", forgery, None)
    assert "không có giấy chứng nhận này" in visitor.get(f"/v/{strange}", 404).words
    # Signed by us, and yet in no book: not called forged, for a book may have lost a day.
    key_id, private = keys.signing_key(MARCH)
    lost = claims.claim_of(
        strange, key_id, "Ai Đó", number=7, book_year=2026, issued_on=MARCH.date(),
        valid_until=None, series="GCN-SKHCN", programme="M0",
    )  # fmt: skip
    visitor.get(f"/v/{strange}.{claims.signed(lost, strange, private)}", 404)


def test_by_number_only_who_knows_the_name_learns_anything(
    app: Flask, visitor: Visitor, one: Certificate
) -> None:
    void = operations.void_number(
        db.session.get_one(Issuer, one.issuer_id), "Phôi hỏng", by=SYSTEM, at=MARCH
    )

    def ask(number: str, name: str, status: int) -> str:
        visitor.get("/verify")
        page = visitor.press("Kiểm tra số và họ tên", status, number=number, full_name=name)
        # what was typed is kept, and is all that may differ
        return page.words.replace(number, "…").replace(name, "…")

    wrong_name = ask(one.number_text, "Hoàng Thị Mai", 404)
    no_number = ask(operations.rules.number_text(77, 2026, "GCN-SKHCN"), "Hoàng Thị Mai", 404)
    assert wrong_name == no_number
    assert "không có giấy chứng nhận này" in wrong_name
    assert "gõ chưa đúng" in ask(one.number_text.replace("000001", "000002"), "Hoàng Thị Lan", 422)
    assert "gõ chưa đúng" in ask("1 2 3", "Hoàng Thị Lan", 422)
    assert "đã bị hủy" in ask(void.number_text, "Ai Đó", 200)
    ask(one.number_text, "", 422)
    ask(one.number_text.lower().replace("gcn-", "gcn "), "hoang thi lan", 200)
    assert "Hoàng Thị Lan" in visitor.page.words
    assert "hợp lệ" in visitor.page.words


def test_json_by_code_and_for_what_is_not_there(app: Flask, one: Certificate) -> None:
    said = json_of(app, f"/verify/{one.code}.json")
    assert said["certificate"]["number"] == one.number_text
    assert said["checked_at"].startswith("2026-03-01T")
    assert json_of(app, "/verify/nonsense.json", 404)["status"] == "unknown"


def test_pages_tell_nobody_and_are_not_found_by_searching(app: Flask, one: Certificate) -> None:
    reply = app.test_client().get(f"/v/{one.token}.{one.claim}")
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in reply.headers["X-Robots-Tag"]


def test_guessing_is_limited_whatever_way(app: Flask, visitor: Visitor, one: Certificate) -> None:
    number, token = one.number_text, one.token
    visitor.get("/verify")
    app.config["LIMITS"] = {**app.config["LIMITS"], "verify": 2}
    try:
        for status in (404, 404, 429):
            visitor.send("/verify/number", status, number=number, full_name="Hoàng Thị Mai")
            visitor.get("/verify")
        visitor.get(f"/verify/{token}.json", 429)
        visitor.send("/verify/file", 429)
    finally:
        app.config["LIMITS"] = {**app.config["LIMITS"], "verify": 100_000}


def test_a_page_asks_the_database_little(
    app: Flask, one: Certificate, queries: Callable[[int], Any]
) -> None:
    client = app.test_client()
    client.get("/verify")
    db.session.commit()
    with queries(5):  # certificate with its step, key, issuer, and who is signed in
        assert client.get(f"/v/{one.token}.{one.claim}").status_code == 200


def test_times_pass_without_the_expiring_window(app: Flask, one: Certificate) -> None:
    last = one.valid_until
    assert last is not None
    assert operations.rules.status_of(last, 60, None, last - timedelta(days=60)) == "valid"
    assert operations.rules.status_of(last, 60, None, last - timedelta(days=59)) == "expiring"
