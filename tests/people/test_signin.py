from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.people.models import FailedSignIn, SignIn
from tests.cast import Cast
from tests.conftest import PRODUCT_HASHER, Visitor

SORRY = "Tên và mật khẩu không khớp nhau"


def test_secrets_are_hashed_as_slowly_as_decided() -> None:
    """The other tests hash faster, so this looks at what the product is given."""
    costs = PRODUCT_HASHER.time_cost, PRODUCT_HASHER.memory_cost, PRODUCT_HASHER.parallelism
    assert costs == (2, 19_456, 1)
    assert PRODUCT_HASHER.hash("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("name", ["lan", "LAN", "0987654321", "+84 987 654 321"])
def test_username_or_phone_and_pin(visitor: Visitor, cast: Cast, name: str) -> None:
    visitor.get("/sign-in")
    assert "Xin chào" in visitor.send("/sign-in", name=name, secret=cast.secret).words


def test_a_phone_two_people_share_does_not_say_whose_it_is(visitor: Visitor, cast: Cast) -> None:
    """Lan and Ấn share a phone and, in the tests, a PIN: neither may be let in by guess."""
    visitor.get("/sign-in")
    assert SORRY in visitor.send("/sign-in", 422, name="0912345678", secret=cast.secret).words


@pytest.mark.parametrize(("name", "secret"), [("lan", "wrong"), ("nobody", "135790")])
def test_a_wrong_try_does_not_say_which_part_was_wrong(
    visitor: Visitor, name: str, secret: str
) -> None:
    visitor.get("/sign-in")
    page = visitor.send("/sign-in", 422, name=name, secret=secret)
    assert SORRY in page.words
    assert f'value="{name}"' in page.html  # what was typed is kept
    assert secret not in page.html


def test_after_five_tries_it_slows_down_and_then_lets_in(
    visitor: Visitor, cast: Cast, at: Callable[[datetime], None]
) -> None:
    start = datetime(2026, 3, 2, 3, tzinfo=UTC)
    at(start)
    visitor.get("/sign-in")
    for _ in range(4):
        visitor.send("/sign-in", 422, name="lan", secret="wrong")
    page = visitor.send("/sign-in", 429, name="lan", secret="wrong")
    assert "đợi 30 giây" in page.words
    visitor.send("/sign-in", 429, name="lan", secret=cast.secret)
    at(start + timedelta(seconds=31))
    visitor.send("/sign-in", 200, name="lan", secret=cast.secret)


def test_failures_keep_no_name(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    visitor.send("/sign-in", 422, name="0912345678", secret="x")
    keys = db.session.scalars(select(FailedSignIn.key)).all()
    assert all("912345678" not in key for key in keys)
    assert len(keys) == 1


def test_missing_fields_are_named(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    page = visitor.send("/sign-in", 422, name="", secret="")
    assert "Bạn hãy gõ tên đăng nhập hoặc số điện thoại." in page.words
    assert any(a.get("href") == "#name" for a in page.all("a"))


def test_signing_out_ends_the_session_on_the_server(
    app: Flask, signed_in: Callable[[str], Visitor]
) -> None:
    lan = signed_in("lan")
    cookie = lan.client.get_cookie("session")
    assert cookie is not None
    lan.get("/account")
    lan.press("Đăng xuất")
    thief = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/account").status_code == 303
    assert db.session.scalars(select(SignIn.ended_at)).all().count(None) == 0


def test_a_sign_in_ends_by_itself(
    signed_in: Callable[[str], Visitor], at: Callable[[datetime], None]
) -> None:
    at(datetime(2026, 3, 2, 1, tzinfo=UTC))
    lan = signed_in("lan")
    lan.get("/account")
    at(datetime(2026, 3, 2, 14, tzinfo=UTC))
    assert "Đăng nhập" in lan.get("/account").title


def test_one_goes_on_to_the_page_asked_for(visitor: Visitor, cast: Cast) -> None:
    visitor.get("/courses/")
    form = visitor.page.form_with("Đăng nhập")
    page = visitor.send(form.action, **{**form.fields, "name": "lan", "secret": cast.secret})
    assert "Học phần" in page.title


def test_language_and_text_size_are_remembered(visitor: Visitor) -> None:
    visitor.get("/sign-in")
    page = visitor.press("English")
    assert page.all("html")[0]["lang"] == "en"
    assert "Username or phone number" in page.words
    visitor.send("/text-size", text_size="3", next="/verify")
    assert visitor.page.all("html")[0]["data-text"] == "3"
    assert "data-colours" not in visitor.page.all("html")[0]
    visitor.send("/colours", colours="dark", next="/verify")
    assert visitor.page.all("html")[0]["data-colours"] == "dark"
    visitor.send("/colours", colours="rosa", next="/verify")
    assert "data-colours" not in visitor.page.all("html")[0]
