"""The way in: slips that work once, a team's code and a name, PINs nobody guesses."""

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.people.models import Account, Invitation, SignIn, Team
from lms.people.operations import entering
from lms.people.operations.entering import enter_person
from lms.people.operations.way_in import free_username, invite
from lms.people.rules import Weakness, read_code, shown_code, weakness_of
from tests.cast import BEFORE, Cast
from tests.conftest import Visitor

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
PIN = "802517"
SignedIn = Callable[[str], Visitor]


@pytest.mark.parametrize(
    ("secret", "weak"),
    [
        ("12345", Weakness.SHORT),
        ("111111", Weakness.ONE_DIGIT),
        ("123456", Weakness.IN_A_ROW),
        ("987654", Weakness.IN_A_ROW),
        ("198000", Weakness.BIRTH_YEAR),
        (PIN, None),
        ("mười ngày", None),
    ],
)
def test_pins_others_would_guess(secret: str, weak: Weakness | None) -> None:
    assert weakness_of(secret, 1980) is weak


def test_codes_are_read_however_they_are_typed() -> None:
    assert shown_code("ABCDEFGHJK") == "ABCDE-FGHJK"
    assert read_code(" abcde fghjk ") == read_code("ABCDE-FGHJK") == "ABCDEFGHJK"


def test_usernames_are_short_and_never_taken(app: Flask, cast: Cast) -> None:
    first = enter_person("Hoàng Thị Làn", since=BEFORE)
    assert free_username(first.full_name) == "lan.ht"
    db.session.add(Account(person_id=first.id, username="lan.ht", secret_hash="x", opened_at=AT))
    db.session.flush()
    assert free_username("Hoàng Thị Lan") == "lan.ht2"
    assert free_username("Páo") == "pao"


def a_code(cast: Cast, who: str, at: datetime = AT) -> str:
    code = invite(cast.person(who), days=1, by=cast.actor("hung"), at=at)
    db.session.flush()
    return code


def test_a_slip_lets_its_owner_choose_a_pin_once(
    app: Flask, cast: Cast, visitor: Visitor, at: Callable[[datetime], None]
) -> None:
    at(AT)
    code = a_code(cast, "lan")
    assert "Chào Hoàng Thị Lan" in visitor.get(f"/welcome/{shown_code(code).lower()}").words
    page = visitor.send(f"/welcome/{code}", secret=PIN, again=PIN)
    assert "Hoàng Thị Lan" in page.words
    account = db.session.get_one(Account, cast.persons["lan"])
    assert entering.HASHER.verify(account.secret_hash, PIN)
    assert "không dùng được nữa" in Visitor(app.test_client()).get(f"/welcome/{code}", 404).words


def test_a_new_pin_ends_the_old_one_and_every_sign_in(
    app: Flask, cast: Cast, visitor: Visitor, signed_in: SignedIn, at: Callable[[datetime], None]
) -> None:
    at(AT)
    lan = signed_in("lan")
    code = a_code(cast, "lan")
    visitor.get(f"/welcome/{code}")
    visitor.send(f"/welcome/{code}", secret=PIN, again=PIN)
    assert "Đăng nhập" in lan.get("/account").title
    open_ones = db.session.scalars(
        select(SignIn).where(SignIn.person_id == cast.persons["lan"], SignIn.ended_at.is_(None))
    ).all()
    assert len(open_ones) == 1


def test_a_code_ends_with_time_and_with_the_next_one(
    app: Flask, cast: Cast, visitor: Visitor, at: Callable[[datetime], None]
) -> None:
    first = a_code(cast, "lan")
    second = a_code(cast, "lan")
    at(AT)
    visitor.get(f"/welcome/{first}", 404)
    visitor.get(f"/welcome/{second}")
    at(AT + timedelta(days=1, seconds=1))
    visitor.get(f"/welcome/{second}", 404)
    visitor.send(f"/welcome/{second}", 404, secret=PIN, again=PIN)


def test_codes_are_not_kept_in_clear(app: Flask, cast: Cast) -> None:
    code = a_code(cast, "lan")
    kept = db.session.scalars(select(Invitation.code_hash)).all()
    assert all(code not in one for one in kept)


def test_weak_and_unequal_pins_are_explained(
    app: Flask, cast: Cast, visitor: Visitor, at: Callable[[datetime], None]
) -> None:
    at(AT)
    code = a_code(cast, "lan")
    visitor.get(f"/welcome/{code}")
    page = visitor.send(f"/welcome/{code}", 422, secret="123456", again="123456")
    assert "liền nhau" in page.words
    page = visitor.send(f"/welcome/{code}", 422, secret=PIN, again="802518")
    assert "chưa giống nhau" in page.words
    visitor.get(f"/welcome/{code}")  # nothing was used up


def test_a_leader_gives_a_code_face_to_face_to_their_own_team_only(
    signed_in: SignedIn, cast: Cast, visitor: Visitor
) -> None:
    hung = signed_in("hung")
    hung.get(f"/people/persons/{cast.persons['lan']}")
    page = hung.press("Cấp mã chọn PIN")
    (code,) = re.findall(r"[A-Z2-9]{5}-[A-Z2-9]{5}", page.words)
    visitor.get("/welcome")
    assert "Chào Hoàng Thị Lan" in visitor.send("/welcome", code=code).words
    hung.get("/account")
    hung.send(f"/people/persons/{cast.persons['khach']}/invitations", 404)


def test_slips_of_a_team_are_a_pdf_for_those_without_an_account(
    app: Flask, signed_in: SignedIn, cast: Cast
) -> None:
    hung = signed_in("hung")
    address = f"/people/teams/{cast.teams['na-pan']}/slips"
    hung.get("/account")
    assert "đều đã có tài khoản" in hung.send(address, 409).words
    for who in ("lan", "an"):
        db.session.delete(db.session.get_one(Account, cast.persons[who]))
    db.session.flush()
    reply = hung.client.post(
        address, data={"csrf_token": hung.page.token}, headers={"Origin": "http://localhost"}
    )
    pages = pypdf.PdfReader(io.BytesIO(reply.data)).pages
    words = " ".join(page.extract_text() for page in pages)
    team = db.session.get_one(Team, cast.teams["na-pan"])
    assert team.code
    assert all(word in words for word in ("Hoàng Thị Lan", "Lộc Văn Ấn", team.code))
    assert "Nông Văn Hùng" not in words


def a_team_code(cast: Cast) -> str:
    team = db.session.get_one(Team, cast.teams["na-pan"])
    team.code = "K7M4PQ"
    db.session.flush()
    return "k7m 4pq"


def test_team_code_name_and_pin(app: Flask, cast: Cast, visitor: Visitor) -> None:
    """The way in on a shared phone: spouses with one phone and one PIN are told apart by name."""
    typed = a_team_code(cast)
    visitor.get("/sign-in/team")
    assert "Không có tổ nào" in visitor.send("/sign-in/team", 404, code="AAAAAA").words
    page = visitor.send("/sign-in/team", code=typed)
    assert "Hoàng Thị Lan" in page.words
    assert "Vi Thị Khách" not in page.words
    form = {"person": str(cast.persons["an"])}
    assert "Mã PIN chưa đúng" in visitor.send("/sign-in/team/K7M4PQ", 422, secret="x", **form).words
    page = visitor.send("/sign-in/team/K7M4PQ", secret=cast.secret, **form)
    assert "Lộc Văn Ấn" in page.words


def test_a_shared_phone_shows_the_team_again_and_nobody_from_before(
    app: Flask, cast: Cast, visitor: Visitor
) -> None:
    typed = a_team_code(cast)
    visitor.get("/sign-in/team")
    visitor.send("/sign-in/team", code=typed)
    visitor.send("/sign-in/team/K7M4PQ", secret=cast.secret, person=str(cast.persons["lan"]))
    page = visitor.press("Đổi người học")
    assert "Hoàng Thị Lan" not in page.words
    page = visitor.get("/sign-in/team")
    assert "Chọn tên của bạn" in page.title
    assert "checked" not in page.html


def test_nobody_picks_a_name_of_another_team(app: Flask, cast: Cast, visitor: Visitor) -> None:
    a_team_code(cast)
    visitor.get("/sign-in/team/K7M4PQ")
    visitor.send("/sign-in/team/K7M4PQ", 422, secret=cast.secret, person=str(cast.persons["khach"]))
    visitor.get("/sign-in/team/ZZZZZZ", 404)


def test_wrong_pins_slow_down_here_too(
    app: Flask, cast: Cast, visitor: Visitor, at: Callable[[datetime], None]
) -> None:
    at(AT)
    a_team_code(cast)
    visitor.get("/sign-in/team/K7M4PQ")
    form = {"person": str(cast.persons["lan"]), "secret": "000000"}
    for _ in range(4):
        visitor.send("/sign-in/team/K7M4PQ", 422, **form)
    visitor.send("/sign-in/team/K7M4PQ", 429, **form)
    page = visitor.send("/sign-in/team/K7M4PQ", 429, **{**form, "secret": cast.secret})
    assert "Gõ sai nhiều lần" in page.words
