"""The status list: small, signed over its very bytes, the same bytes for the same state."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from certificates import claims, keys, operations, statuses
from certificates.models import Issuer, NumberBook, Reason
from certificates.operations import Decision
from certificates.queries import of_attempt
from lms.core.access import SYSTEM
from lms.core.db import db
from tests.cast import Cast
from tests.make import MARCH, a_mark

DECISION = Decision(Reason.FACTS, "1/QĐ", "Sai.")


def test_what_ended_is_listed_and_everything_is_signed(
    app: Flask, cast: Cast, queries: Callable[[int], Any]
) -> None:
    first, second = (of_attempt(a_mark(cast, who).attempt_id) for who in ("lan", "an"))
    assert first is not None
    assert second is not None
    a_mark(cast, "hung")
    operations.revoke(first, DECISION, by=SYSTEM, at=MARCH)
    operations.replace(second, DECISION, by=SYSTEM, at=MARCH)
    issuer = db.session.get_one(Issuer, first.issuer_id)
    operations.void_number(issuer, "Phôi hỏng", by=SYSTEM, at=MARCH)
    made = datetime(2026, 3, 1, 3, 8, 40, tzinfo=MARCH.tzinfo)
    db.session.flush()
    with queries(6):
        envelope = statuses.signed_list(made)
    found = json.loads(envelope["list"])
    assert found["made"] == "2026-03-01T10:05:00+07:00"
    assert found["books"] == [
        {"series": "GCN-SKHCN", "year": 2026, "last": 5, "revoked": [1], "replaced": [2],
         "void": [5]},
    ]  # fmt: skip
    assert found["programmes"]["M0"].startswith("Nhập môn")
    key = keys.find_key(envelope["key"])
    assert key is not None
    signature = claims.from_text(envelope["signature"])
    keys.public_key(key).verify(signature, envelope["list"].encode())
    assert statuses.signed_list(made + timedelta(seconds=60)) == envelope


def test_phones_ask_again_for_nothing(
    app: Flask, cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(MARCH)
    a_mark(cast)
    client = app.test_client()
    first = client.get("/verify/statuses.json")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert client.get("/verify/statuses.json", headers=tag).status_code == 304
    at(MARCH + timedelta(minutes=5))
    assert client.get("/verify/statuses.json", headers=tag).status_code == 200


def test_the_list_does_not_grow_with_the_certificates(app: Flask, cast: Cast) -> None:
    found = of_attempt(a_mark(cast).attempt_id)
    assert found is not None
    before = len(statuses.signed_list(MARCH)["list"])
    book = db.session.get_one(NumberBook, (found.issuer_id, 2026))
    book.last_number = 460_000
    assert len(statuses.signed_list(MARCH)["list"]) == before + len("460000") - len("1")


def test_without_any_key_there_is_no_list(migrated: Flask) -> None:
    assert migrated.test_client().get("/verify/statuses.json").status_code == 404
