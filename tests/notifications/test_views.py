"""The pages of messages, as officer, leader and member meet them."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.outbox import Message, MessageState
from lms.notifications import listing, operations
from lms.people.models import Contact
from lms.requirements.duties import get_year
from tests.cast import Cast
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
Clock = Callable[[datetime], None]
AT_EIGHT = datetime(2026, 12, 1, 1, tzinfo=UTC)
NOTHING_DUE = datetime(2026, 11, 25, 1, tzinfo=UTC)


def write(app: Flask) -> None:
    operations.plan_messages(get_year(2026), AT_EIGHT.date(), by=Actor(None, "t"), at=AT_EIGHT)
    db.session.commit()


def message_to(cast: Cast, who: str) -> Message:
    return db.session.scalars(select(Message).where(Message.person_id == cast.persons[who])).one()


def test_an_officer_sees_todays_messages_then_writes_them_once(
    signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    at(AT_EIGHT)
    hoa = signed_in("hoa")
    hoa.get("/notifications/")
    assert "Hai tuần qua chưa có tin nào" in hoa.page.words
    page = hoa.get(hoa.page.link("Xem tin nhắc hôm nay"))
    assert "Sắp đến hạn Tin nhắn điện thoại 3" in page.words
    assert "hạn đến 31/12/2026" in page.words
    assert db.session.query(Message).count() == 0
    form = page.form_with("Tạo 3 tin nhắc hôm nay")
    for _ in range(2):
        page = hoa.send(form.action)
    assert "01/12/2026" in page.words
    assert "Hoàng Thị Lan; •••• 678" in page.words
    assert "Vi Thị Khách" not in page.words
    assert "+84" not in page.html
    assert db.session.query(Message).count() == 3
    assert "đã được tạo rồi" in hoa.get("/notifications/plan").words


def test_a_day_on_which_nobody_needs_a_message(signed_in: SignedIn, cast: Cast, at: Clock) -> None:
    at(NOTHING_DUE)
    tung = signed_in("tung")
    page = tung.get("/notifications/plan")
    assert "Hôm nay không ai cần nhắc" in page.words
    assert "Mỗi thứ Hai" in page.words


def test_the_list_is_filtered_and_opens_each_message(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    write(app)
    at(AT_EIGHT)
    tung = signed_in("tung")
    page = tung.get("/notifications/?state=held")
    assert "Vi Thị Khách" in page.words
    assert "Hoàng Thị Lan" not in page.words
    assert "Không có tin nào" in tung.get("/notifications/?state=sent&day=2026-12-01").words
    tung.get("/notifications/?state=nonsense&day=yesterday&page=x")
    page = tung.get(f"/notifications/messages/{message_to(cast, 'khach').id}")
    assert "chưa có số điện thoại" in page.words
    assert "Chào anh/chị Vi Thị Khách" in page.words


def test_a_message_outside_is_not_there(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    write(app)
    at(AT_EIGHT)
    hoa, hung = signed_in("hoa"), signed_in("hung")
    hoa.get(f"/notifications/messages/{message_to(cast, 'lan').id}")
    hoa.get(f"/notifications/messages/{message_to(cast, 'khach').id}", 404)
    hung.get(f"/notifications/messages/{message_to(cast, 'lan').id}", 404)


def test_somebody_is_found_and_every_kind_previewed(
    signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    at(NOTHING_DUE)
    hoa = signed_in("hoa")
    page = hoa.get("/notifications/?q=van hung")
    page = hoa.get(page.link("Nông Văn Hùng"))
    for words in ("Ngày mai có lớp", "Sắp đến hạn", "Đã quá hạn", "Mời dự lớp", "cho tổ trưởng"):
        assert words in page.words
    assert "•••• 321" in page.words
    assert "không có ai tên như vậy" in hoa.get("/notifications/?q=khach").words
    page = hoa.get(f"/notifications/persons/{cast.persons['hoa']}/previews")
    assert "Tin tổng hợp cho xã" in page.words
    hoa.get(f"/notifications/persons/{cast.persons['tung']}/previews", 404)


def test_who_switched_them_off_is_marked(signed_in: SignedIn, cast: Cast, at: Clock) -> None:
    operations.choose(cast.persons["lan"], mail="", reminders=False, at=AT_EIGHT)
    db.session.commit()
    page = signed_in("hoa").get(f"/notifications/persons/{cast.persons['lan']}/previews")
    assert "đã tắt tin nhắc" in page.words


def test_a_leader_tells_who_could_not_be_written_to(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    phone = db.session.scalars(select(Contact).where(Contact.person_id == cast.persons["an"])).one()
    db.session.delete(phone)
    db.session.flush()
    write(app)
    at(AT_EIGHT)
    hung = signed_in("hung")
    page = hung.get("/")
    page = hung.get(page.link("đọc hộ 1 tin"))
    assert "Chào anh/chị Lộc Văn Ấn" in page.words
    assert "Tổ CNSCĐ thôn Nà Pàn: năm nay đã có 0 người" in page.words
    page = hung.press("Tôi đã đọc cho họ")
    assert "không có tin nào cần đọc hộ" in page.words
    assert message_to(cast, "an").state is MessageState.TOLD
    assert "đọc hộ" not in hung.get("/").words


def test_nobody_tells_for_another_team(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    write(app)
    at(AT_EIGHT)
    hung = signed_in("hung")
    team = f"/notifications/teams/{cast.teams['na-pan']}"
    hung.get(team)
    hung.send(f"{team}/messages/{message_to(cast, 'khach').id}/tellings", 404)
    hung.send(f"{team}/messages/{message_to(cast, 'lan').id}/tellings", 409)


def test_a_member_reads_their_own_messages_and_nobody_elses(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    write(app)
    at(AT_EIGHT)
    lan = signed_in("lan")
    page = lan.get(lan.get("/").link("Còn 30 ngày"))
    assert "Chào anh/chị Hoàng Thị Lan" in page.words
    assert "Hùng" not in page.words
    assert "Chưa có tin nào" in signed_in("minh").get("/notifications/own").words


def test_a_member_chooses(signed_in: SignedIn, cast: Cast) -> None:
    lan = signed_in("lan")
    page = lan.get("/account")
    assert "Đang nhận tin nhắc" in page.words
    lan.get(page.link("Cách nhận tin nhắn"))
    page = lan.send("/notifications/own/settings", 422, mail="lan at home", reminders="y")
    assert "không phải địa chỉ" in page.words
    assert 'value="lan at home"' in page.html
    page = lan.send("/notifications/own/settings", mail="lan@example.vn")
    assert "Đã tắt tin nhắc. Thư điện tử: lan@example.vn" in page.words
    assert listing.choice_of(cast.persons["lan"]) == ("lan@example.vn", False)


def test_on_a_helpers_phone_messages_are_not_shown(
    app: Flask, signed_in: SignedIn, cast: Cast, at: Clock
) -> None:
    write(app)
    at(AT_EIGHT)
    hung = signed_in("hung")
    hung.get(f"/people/persons/{cast.persons['lan']}")
    page = hung.send(f"/people/persons/{cast.persons['lan']}/helps")
    assert "Hoàng Thị Lan" in page.words
    assert "Còn 30 ngày" not in hung.get("/").words
    hung.get("/notifications/own", 404)
    hung.get("/notifications/own/settings", 404)


def test_addresses_are_masked_in_lists() -> None:
    assert listing.masked_address("+84912345678") == "•••• 678"
    assert listing.masked_address("lan@example.vn") == "l••••@example.vn"
    assert listing.masked_address("") == ""
