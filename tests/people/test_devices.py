"""A device is told apart by a random cookie of which only a keyed hash is kept, for a while."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import db
from lms.people.devices import COOKIE, mark_device
from lms.people.models import SignIn
from lms.people.operations import retention
from lms.settings import Settings
from quizzes.models import Attempt
from quizzes.operations.sitting import submit
from quizzes.retention import STEPS
from tests.cast import Cast
from tests.conftest import Visitor, make_app
from tests.make import a_mark, an_attempt, answer_all

SignedIn = Callable[[str], Visitor]


def token_of(visitor: Visitor) -> str:
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    return str(cookie.value)


def keys_of(who: Cast, name: str) -> list[str | None]:
    query = select(SignIn.device_key).where(SignIn.person_id == who.persons[name])
    return list(db.session.scalars(query.order_by(SignIn.id)))


def test_signing_in_gives_a_device_its_cookie_and_keeps_a_hash_only(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    visitor = signed_in("lan")
    cookie = visitor.client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site, cookie.secure) == (True, "Lax", False)
    assert cookie.max_age is not None
    assert cookie.max_age > 300 * 24 * 3600
    assert len(token_of(visitor)) == 22  # 128 bits
    (key,) = keys_of(cast, "lan")
    assert key is not None
    assert len(key) == 64
    assert token_of(visitor) not in key
    assert keys_of(cast, "an") == []


def test_the_next_person_on_the_same_phone_has_the_same_key_and_another_phone_another(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    shared = signed_in("lan")
    token = token_of(shared)
    shared.get("/account")
    shared.send("/sign-out")
    shared.send("/sign-in", name="an", secret=cast.secret)
    assert token_of(shared) == token
    assert keys_of(cast, "an") == keys_of(cast, "lan")
    signed_in("hung")
    assert keys_of(cast, "hung") != keys_of(cast, "lan")


@pytest.mark.parametrize("odd", ["", "x", "á" * 22, "x" * 4000, "a b" * 7 + "c"])
def test_a_cookie_that_is_not_ours_is_replaced(app: Flask, cast: Cast, odd: str) -> None:
    visitor = Visitor(app.test_client())
    visitor.client.set_cookie(COOKIE, odd)
    visitor.get("/sign-in")
    visitor.send("/sign-in", name="lan", secret=cast.secret)
    assert token_of(visitor) != odd
    assert None not in keys_of(cast, "lan")


def test_https_makes_it_secure(settings: Settings, world: object) -> None:
    app = make_app(replace(settings, https=True, secret_key="k" * 40, development=False))
    with app.test_request_context():
        mark_device()
        header = app.process_response(app.response_class()).headers["Set-Cookie"]
    assert "Secure" in header
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_a_quiz_is_handed_in_with_the_hash_and_no_page_shows_it(
    app: Flask, cast: Cast, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    attempt = an_attempt(cast)
    answer_all(attempt, right=10)
    db.session.flush()
    visitor = signed_in("lan")
    visitor.get(f"/quizzes/attempts/{attempt.id}/review")
    with caplog.at_level(logging.DEBUG):
        result = visitor.send(f"/quizzes/attempts/{attempt.id}/submission")
        data = visitor.client.get("/account/data.json").text
        account = visitor.get("/account")
    (key,) = keys_of(cast, "lan")
    db.session.refresh(attempt)
    assert attempt.device_key == key is not None
    for text in (result.html, account.html, data, caplog.text):
        assert key not in text
        assert token_of(visitor) not in text


def test_without_the_cookie_a_quiz_is_handed_in_all_the_same(app: Flask, cast: Cast) -> None:
    mark = a_mark(cast)
    assert mark.passed
    assert db.session.get_one(Attempt, mark.attempt_id).device_key is None


def test_handing_in_twice_keeps_the_first_device(app: Flask, cast: Cast) -> None:
    attempt = an_attempt(cast)
    answer_all(attempt, right=10)
    at = datetime(2026, 3, 1, 4, tzinfo=UTC)
    first = submit(attempt, by=cast.actor("lan"), at=at, device_key="one")
    assert submit(attempt, by=cast.actor("lan"), at=at, device_key="two") is first
    assert attempt.device_key == "one"


def test_after_a_year_nobody_can_tell_any_more(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    signed_in("lan")
    attempt = an_attempt(cast)
    answer_all(attempt, right=10)
    submit(attempt, by=cast.actor("lan"), at=attempt.started_at, device_key="one")
    db.session.flush()
    at = datetime(2038, 1, 1, tzinfo=UTC)
    done = retention.blank_old(by=Actor(None, "t"), at=at, also=STEPS)
    db.session.expire_all()
    assert done["quiz_devices"] == 1
    assert db.session.get_one(Attempt, attempt.id).device_key is None
    assert keys_of(cast, "lan") == [None]
    assert attempt.submission is not None
    assert retention.blank_old(by=Actor(None, "t"), at=at, also=STEPS)["quiz_devices"] == 0
