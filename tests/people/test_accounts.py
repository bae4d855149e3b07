"""Second step, rest, help mode, roles, one's own data, what is blanked: attacked too."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from lms.admin.inventory import INVENTORY
from lms.core.access import Actor
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import Refused
from lms.org.enacting import enact
from lms.org.reorganising import plan
from lms.people import accounts
from lms.people.account_models import Assistance, NoticeSeen, OwnRequest, SecondFactor
from lms.people.models import (
    AbsenceReason,
    Contact,
    FailedSignIn,
    Person,
    RoleGrant,
    SignIn,
)
from lms.people.operations import accounts as verbs
from lms.people.operations import retention
from lms.people.operations.entering import grant_role
from lms.people.operations.keeping import Entry, leave, mark_absent
from lms.people.operations.way_in import invite
from quizzes.operations import sitting as quizzes
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import an_attempt, answer_all

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]
MORNING = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def switched_on(cast: Cast, who: str, at: datetime) -> tuple[str, list[str]]:
    person = cast.person(who)
    secret = verbs.begin_second_factor(person.id)
    db.session.flush()
    code = pyotp.TOTP(secret).at(at)
    return secret, verbs.confirm_second_factor(person, code, by=cast.actor(who), at=at)


def test_a_code_works_once_and_only_near_its_time(app: Flask, cast: Cast) -> None:
    secret, codes = switched_on(cast, "tung", MORNING)
    tung, totp = cast.persons["tung"], pyotp.TOTP(secret)
    assert not verbs.passes_second_factor(tung, totp.at(MORNING), at=MORNING)  # used to confirm
    later = MORNING + timedelta(minutes=5)
    assert not verbs.passes_second_factor(tung, totp.at(MORNING + timedelta(minutes=3)), at=later)
    assert verbs.passes_second_factor(tung, totp.at(later), at=later)
    assert not verbs.passes_second_factor(tung, totp.at(later), at=later)
    assert not verbs.passes_second_factor(tung, "", at=later)
    assert verbs.passes_second_factor(tung, codes[0].lower(), at=later)
    assert not verbs.passes_second_factor(tung, codes[0], at=later)
    assert len(codes) == 8
    assert not verbs.passes_second_factor(cast.persons["hoa"], totp.at(later), at=later)


def test_the_second_step_stands_between_password_and_pages(
    visitor: Visitor, cast: Cast, at: At
) -> None:
    at(MORNING)
    secret, codes = switched_on(cast, "tung", MORNING - timedelta(hours=1))
    db.session.flush()
    visitor.get("/sign-in")
    visitor.send("/sign-in", name="tung", secret=cast.secret, next="/people/roster")
    assert "Bước thứ hai" in visitor.page.title
    visitor.get("/people/roster")
    assert "Đăng nhập" in visitor.page.title  # half a sign-in is none
    visitor.get("/sign-in/second-step")
    visitor.send("/sign-in/second-step", 422, code="000000")
    visitor.send("/sign-in/second-step", code=pyotp.TOTP(secret).at(MORNING))
    assert "/people/roster" in str(visitor.page.html)
    other = Visitor(visitor.client.application.test_client())
    other.get("/sign-in")
    other.send("/sign-in", name="tung", secret=cast.secret)
    for _n in range(3):
        other.send("/sign-in/second-step", 422, code="111111")
    other.send("/sign-in/second-step", 429, code="111111")  # with the one before: the fifth
    other.send("/sign-in/second-step", 429, code=codes[1])  # even a right one waits now


def test_it_is_set_up_and_switched_off_on_the_page(signed_in: SignedIn, cast: Cast) -> None:
    tung = signed_in("tung")
    tung.get("/account/second-step")
    tung.press("Cài đặt")
    row = db.session.get_one(SecondFactor, cast.persons["tung"])
    assert row.secret in tung.page.words
    tung.press("Bật", 422, code="000000")
    tung.press("Bật", code=pyotp.TOTP(row.secret).at(now()))
    assert "Mã dự phòng" in tung.page.title
    spare = tung.page.html.split("<code>")[1].split("<")[0]
    tung.get("/account/second-step")
    tung.press("Tắt", 422, code="000000")
    tung.press("Tắt", code=spare)
    assert not accounts.has_second_factor(cast.persons["tung"])


def test_staff_are_led_to_it_when_the_setting_asks(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    tung, lan = signed_in("tung"), signed_in("lan")
    monkeypatch.setitem(app.config, "STAFF_SECOND_FACTOR", True)
    assert "Bước thứ hai" in tung.get("/people/roster").title
    assert "Bước thứ hai" not in lan.get("/").title


def test_rest_ends_a_sign_in_unless_it_is_the_persons_own_phone(
    visitor: Visitor, cast: Cast, at: At
) -> None:
    at(MORNING)
    visitor.get("/sign-in")
    visitor.send("/sign-in", name="lan", secret=cast.secret)
    at(MORNING + timedelta(minutes=25))
    assert "Đăng nhập" not in visitor.get("/").title
    at(MORNING + timedelta(minutes=50))
    assert "Đăng nhập" not in visitor.get("/").title  # 25 minutes since the last page
    at(MORNING + timedelta(minutes=85))
    assert "Đăng nhập" in visitor.get("/").title
    visitor.send("/sign-in", name="lan", secret=cast.secret, own_phone="y")
    at(MORNING + timedelta(hours=8))
    assert "Đăng nhập" not in visitor.get("/").title


def test_signing_out_elsewhere_and_by_an_administrator_is_at_once(
    signed_in: SignedIn, cast: Cast
) -> None:
    phone, desk = signed_in("tung"), signed_in("tung")
    assert "máy này" in desk.get("/account").words
    desk.press("Đăng xuất mọi nơi khác")
    assert "Đăng nhập" in phone.get("/account").title
    assert "Đăng nhập" not in desk.get("/account").title
    admin = signed_in("quantri")
    admin.get(f"/admin/staff/{cast.persons['tung']}")
    admin.press("Đăng xuất mọi nơi")
    assert "Đăng nhập" in desk.get("/account").title
    admin.get(f"/admin/staff/{cast.persons['tung']}")
    admin.press("Đóng tài khoản")
    desk.send("/sign-in", 422, name="tung", secret=cast.secret)
    admin.send(f"/admin/staff/{cast.persons['quantri']}/account-ends", 409)


def test_help_is_the_members_learning_marked_with_the_helper(
    signed_in: SignedIn, cast: Cast, at: At
) -> None:
    at(MORNING)
    hung = signed_in("hung")
    hung.get(f"/people/persons/{cast.persons['lan']}")
    hung.press("Cùng học trên máy này")
    assert "Bạn đang giúp Hoàng Thị Lan" in hung.page.words
    for page in ("/account", "/people/roster", "/account/data", "/requirements/coverage"):
        hung.get(page, 404)
    hung.get("/courses/")
    assert "Bạn đang giúp" in hung.page.words
    attempt = an_attempt(cast, "lan", at=now())
    answer_all(attempt, right=10, at=now())
    quizzes.submit(attempt, by=cast.actor("lan"), at=now())
    db.session.flush()
    at(MORNING + timedelta(minutes=5))
    hung.get("/courses/")
    hung.press("Kết thúc giúp")
    assert "Hoàng Thị Lan" in hung.page.title
    assert "Bạn đang giúp" not in hung.page.words
    row = db.session.scalars(select(Assistance)).one()
    assert row.helper_name == "Nông Văn Hùng"
    assert row.ended_at <= now()
    tung = signed_in("tung")
    year = now().year
    assert (
        "có Nông Văn Hùng giúp"
        in tung.get(f"/requirements/{year}/persons/{cast.persons['lan']}").words
    )
    assert "1 học phần đạt khi có tổ trưởng" in tung.get(f"/requirements/{year}/explanation").words
    hung.get("/account")
    hung.send(f"/people/persons/{cast.persons['khach']}/helps", 404)


def test_help_ends_with_the_helpers_reach(app: Flask, cast: Cast) -> None:
    row = verbs.start_help(cast.person("lan"), by=cast.actor("hung"), at=now())
    db.session.flush()
    stranger = Actor(cast.persons["khach"], "Khách")
    assert accounts.helped_actor(stranger, row.id, now(), frozenset()) is None
    with pytest.raises(Refused):
        verbs.start_help(cast.person("hoa"), by=cast.actor("hung"), at=now())
    with pytest.raises(Refused):
        verbs.start_help(cast.person("hung"), by=cast.actor("hung"), at=now())


def test_people_who_cannot_be_reached_are_counted_apart(
    signed_in: SignedIn, cast: Cast, at: At
) -> None:
    at(MORNING)
    day = today()
    entry = Entry(by=cast.actor("hoa"), at=now(), on=day)
    mark_absent(cast.person("lan"), AbsenceReason.ILL, entry, until=None, evidence="x")
    db.session.flush()
    words = signed_in("tung").get(f"/requirements/{day.year}/coverage").words
    assert "1 người trong số còn phải bồi dưỡng hiện không liên lạc được" in words


def test_roles_are_given_and_taken_back_with_their_history(signed_in: SignedIn, cast: Cast) -> None:
    admin = signed_in("quantri")
    assert "Lương Thanh Tùng" in admin.get("/admin/staff/").words
    assert "Hoàng Thị Lan" in admin.get("/admin/staff/?q=hoang lan").words
    base = f"/admin/staff/{cast.persons['lan']}"
    admin.get(base)
    day = today().isoformat()
    given = {"role": "commune", "unit": str(cast.units["na-sam"]), "day": day}
    admin.send(f"{base}/grants", 422, day=day)
    admin.send(f"{base}/grants", **given)
    assert "Cán bộ xã, Xã Na Sầm" in admin.page.words
    admin.send(f"{base}/grants", 409, **given)
    lan = signed_in("lan")
    lan.get("/people/roster")
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == cast.persons["lan"])
    ).one()
    admin.send(f"/admin/staff/grants/{grant.id}/ends")
    lan.get("/people/roster", 404)
    admin.send(f"{base}/grants", 422, role="member", unit=str(cast.units["na-sam"]), day=day)
    admin.send("/admin/staff/", full_name="Vi Thị Mới")
    assert "Vi Thị Mới" in admin.page.title
    admin.press("Cấp mã chọn PIN")
    tung = signed_in("tung")
    tung.get("/account")
    tung.send(f"{base}/grants", 404, **given)


def test_the_last_administrator_stays(app: Flask, cast: Cast) -> None:
    grant = db.session.scalars(select(RoleGrant).where(RoleGrant.role == "administrator")).one()
    by, day = cast.actor("quantri"), date(2026, 6, 1)
    with pytest.raises(Refused):
        verbs.revoke_role(grant, on=day, by=by, at=now())
    grant_role(
        cast.persons["tung"], "administrator", cast.units["province"], since=day, by=by, at=now()
    )
    db.session.flush()
    verbs.revoke_role(grant, on=day + timedelta(days=1), by=by, at=now())
    assert grant.until == day + timedelta(days=1)
    with pytest.raises(Refused):
        verbs.revoke_role(grant, on=day + timedelta(days=2), by=by, at=now())


def test_a_leader_cannot_take_over_the_account_of_staff(app: Flask, cast: Cast) -> None:
    lan = cast.person("lan")
    grant_role(lan.id, "commune", cast.units["na-sam"], since=date(2026, 1, 1),
               by=cast.actor("quantri"), at=now())  # fmt: skip
    db.session.flush()
    with pytest.raises(Refused):
        invite(lan, days=1, by=cast.actor("hung"), at=now())


def test_the_notice_is_shown_once_for_each_version(
    signed_in: SignedIn, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = signed_in("lan")
    assert "Dữ liệu của bạn" not in lan.get("/").title
    monkeypatch.setattr(accounts, "NOTICE_VERSION", "2027-01")
    fresh = signed_in("lan")
    assert "Dữ liệu của bạn" in fresh.get("/certificates/").title
    fresh.press("Tôi đã đọc, đi tiếp")
    assert "Giấy chứng nhận của tôi" in fresh.page.title
    seen = db.session.scalars(
        select(NoticeSeen.version).where(NoticeSeen.person_id == cast.persons["lan"])
    ).all()
    assert sorted(seen) == ["2026-11", "2027-01"]


def test_everybody_sees_their_own_data_and_asks(signed_in: SignedIn, cast: Cast) -> None:
    lan = signed_in("lan")
    assert "+84912345678" in lan.get("/account/data").words
    reply = lan.client.get("/account/data.json")
    assert reply.json is not None
    assert reply.json["person"]["full_name"] == "Hoàng Thị Lan"
    assert "secret" not in reply.get_data(as_text=True)
    lan.get("/account/data")
    lan.send("/account/data-requests", 422, words=" ")
    lan.send("/account/data-requests", words="Tôi sinh năm 1981")
    hoa = signed_in("hoa")
    assert "Tôi sinh năm 1981" in hoa.get("/people/data-requests").words
    row = db.session.scalars(select(OwnRequest)).one()
    hoa.send(f"/people/data-requests/{row.id}/answers", words="Đã sửa")
    hoa.send(f"/people/data-requests/{row.id}/answers", 404, words="Lần nữa")
    assert "Đã sửa" in lan.get("/account/data").words


def test_what_is_past_its_time_is_blanked_and_the_registers_stay(app: Flask, cast: Cast) -> None:
    at = datetime(2038, 1, 1, tzinfo=UTC)
    an, lan = cast.person("an"), cast.person("lan")
    leave(an, Entry(by=cast.actor("hoa"), at=now(), on=date(2026, 6, 1)))
    db.session.add(FailedSignIn(key="x", at=MORNING))
    db.session.add(
        SignIn(person_id=an.id, token_hash="h", started_at=MORNING, ends_at=MORNING, device="Oppo")
    )
    db.session.flush()
    done = retention.blank_old(by=Actor(None, "t"), at=at)
    assert done["phones"] == 1
    assert done["particulars"] == 1
    db.session.expire_all()
    phones = dict(db.session.execute(select(Contact.person_id, Contact.phone)).all())
    assert (phones[an.id], phones[lan.id]) == ("", "+84912345678")
    assert (an.full_name, an.birth_year, lan.birth_year) == ("Lộc Văn Ấn", None, 1980)
    assert db.session.scalars(select(SignIn.device).where(SignIn.person_id == an.id)).all() == [""]
    assert retention.blank_old(by=Actor(None, "t"), at=at)["phones"] == 0


def test_the_inventory_names_columns_that_are_there(app: Flask) -> None:
    tables = db.metadata.tables
    for kept in INVENTORY:
        for place in kept.columns:
            table, column = place.split(".")
            assert column in tables[table].columns, place
    personal = {f"person.{c.name}" for c in Person.__table__.columns} - {
        "person.id", "person.same_as_id",
    }  # fmt: skip
    named = {place for kept in INVENTORY for place in kept.columns}
    assert personal <= named
    assert {f"account.{n}" for n in ("username", "secret_hash")} <= named


def test_the_commands_print_who_and_blank(migrated: Flask) -> None:
    run = migrated.test_cli_runner().invoke
    run(args=["units", "load"])
    opened = run(args=["account", "open", "tung", "--name", "Lương Tùng", "--role", "department",
                       "--unit", "20", "--password", "so-khcn-26"])  # fmt: skip
    assert opened.exit_code == 0, opened.output
    shown = run(args=["access", "--people"])
    assert "department" in shown.output
    assert "Lương Tùng" in shown.output
    blanked = run(args=["privacy", "blank", "--dry-run"])
    assert blanked.exit_code == 0, blanked.output
    assert "phones" in blanked.output


def test_help_ends_by_itself_and_with_signing_out(signed_in: SignedIn, cast: Cast, at: At) -> None:
    at(MORNING)
    hung = signed_in("hung")
    hung.get(f"/people/persons/{cast.persons['lan']}")
    hung.press("Cùng học trên máy này")
    first = db.session.scalars(select(Assistance)).one()
    assert first.ended_at == MORNING + timedelta(hours=4)  # even when the phone is switched off
    at(MORNING + timedelta(minutes=10))
    hung.send("/sign-out")
    db.session.expire_all()
    assert first.ended_at == MORNING + timedelta(minutes=10)
    assert accounts.helper_at(cast.persons["lan"], MORNING + timedelta(minutes=5)) != ""
    assert accounts.helper_at(cast.persons["lan"], MORNING + timedelta(hours=1)) == ""


def test_roles_for_a_unit_that_ended_are_still_seen_and_taken_back(
    signed_in: SignedIn, cast: Cast
) -> None:
    text = "old_code,new_code,new_kind,new_name\n06124,06126,Xã,Na Sầm Mới\n"
    day = today()
    enact(plan(text, day), "Thử", "NQ thử", by=cast.actor("tung"), at=now())
    db.session.flush()
    admin = signed_in("quantri")
    assert "Xã Na Sầm" in admin.get("/admin/staff/?q=hoa").words
    admin.get(f"/admin/staff/{cast.persons['hoa']}")
    admin.press("Thu hồi vai trò")
    grant = db.session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == cast.persons["hoa"])
    ).one()
    assert grant.until == day
