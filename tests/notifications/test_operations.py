"""The messages of a day: for whom, once, which way; what is told and chosen."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.letters import Channel
from lms.core.outbox import Draft, Message, MessageState
from lms.notifications import listing, operations
from lms.notifications.models import RemindersOff
from lms.notifications.previews import chat_text, previews
from lms.people.accounts import everything_about
from lms.people.models import AbsenceReason, MailAddress
from lms.people.operations import retention
from lms.people.operations.entering import grant_role
from lms.people.operations.keeping import Entry, mark_absent
from lms.requirements import cases
from lms.requirements.duties import get_duty, get_year
from lms.requirements.models import ClaimSource, DispensationKind
from lms.requirements.operations import Wording, add_requirement
from lms.requirements.rules import Rule
from lms.training.models import Booking, Organiser, TrainingClass
from lms.training.operations import Hall, equip_class, plan_class
from lms.training.queries import venues_of
from tests.cast import AT, Cast
from tests.make import MARCH, a_mark
from tests.requirements.test_queries import a_class

MONTH_BEFORE = date(2026, 12, 1)  # 30 days before the last day of the year
AT_EIGHT = datetime(2026, 12, 1, 1, tzinfo=UTC)
PLAIN_DAY = date(2026, 11, 25)  # a Wednesday on which nothing falls due
MONDAY = date(2026, 11, 23)
BY = Actor(None, "t")


def planned(cast: Cast, day: date) -> dict[str, Draft]:
    """Who of the cast would get what."""
    keys = {person_id: key for key, person_id in cast.persons.items()}
    found = operations.drafts(operations.envelopes(get_year(2026), day), day)
    return {keys[one.person_id]: one for one in found}


def plan(day: date = MONTH_BEFORE, at: datetime = AT_EIGHT) -> int:
    new = operations.plan_messages(get_year(2026), day, by=BY, at=at)
    db.session.flush()
    return new


def a_coming_class(cast: Cast, day: date, *booked: str, seats: int = 30) -> TrainingClass:
    held = plan_class("Dịch vụ công", cast.units["na-sam"], held_on=day, hours=4, begins=time(8),
                      organiser=Organiser.COMMUNE, place="Nhà văn hóa Nà Pàn")  # fmt: skip
    db.session.flush()
    halls = [Hall(cast.units["na-sam"], "Nhà văn hóa Nà Pàn", seats)]
    equip_class(held, halls, [], [], by=BY, at=AT)
    db.session.flush()
    (venue,) = venues_of(held.id)
    for name in booked:
        db.session.add(
            Booking(
                class_id=held.id, person_id=cast.persons[name], venue_id=venue.id,
                cancelled_at=None, by_id=None, by_name="t", at=AT,
            )
        )  # fmt: skip
    db.session.flush()
    return held


def test_whoever_is_still_to_be_trained_hears_of_the_last_day(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan")
    found = planned(cast, MONTH_BEFORE)
    assert set(found) == {"hung", "an", "khach"}
    assert found["an"].subject == "Còn 30 ngày: Bồi dưỡng hằng năm"
    assert "hạn đến 31/12/2026" in found["an"].body
    assert "Chào anh/chị Lộc Văn Ấn," in found["an"].body
    assert app.config["PUBLIC_URL"] in found["an"].body
    assert planned(cast, PLAIN_DAY) == {}


def test_nobody_out_of_reach_exempt_or_trained_is_reminded(app: Flask, cast: Cast) -> None:
    a_mark(cast, "lan")
    entry = Entry(BY, AT, MARCH.date(), "ốm")
    mark_absent(cast.person("an"), AbsenceReason.ILL, entry, until=None, evidence="giấy ra viện")
    duty = get_duty(get_year(2026), MONTH_BEFORE)
    asked = cases.Asked(date(2026, 3, 1), None, "ốm dài ngày")
    kind = DispensationKind.EXEMPTION
    row = cases.ask_dispensation(
        cast.person("hung"), duty, kind, asked, by=cast.actor("hoa"), at=AT
    )
    db.session.flush()
    cases.decide(row, granted=True, reason="", by=cast.actor("tung"), at=AT)
    assert set(planned(cast, MONTH_BEFORE)) == {"khach"}


def test_who_has_longer_is_reminded_by_their_own_day(app: Flask, cast: Cast) -> None:
    rule = Rule(due=date(2026, 6, 30), joined_before=date(2026, 10, 1))
    add_requirement(get_year(2026), rule, Wording("Sớm", "x"), by=BY, at=AT)
    db.session.flush()
    found = get_duty(get_year(2026), date(2026, 6, 1), "som")
    asked = cases.Asked(date(2026, 3, 1), date(2026, 7, 31), "đi công tác")
    kind = DispensationKind.EXTENSION
    row = cases.ask_dispensation(
        cast.person("lan"), found, kind, asked, by=cast.actor("hoa"), at=AT
    )
    db.session.flush()
    cases.decide(row, granted=True, reason="", by=cast.actor("tung"), at=AT)
    assert "lan" not in planned(cast, date(2026, 6, 16))
    assert set(planned(cast, date(2026, 7, 17))) == {"lan"}
    assert planned(cast, date(2026, 7, 1))["an"].subject == "Đã quá hạn: Sớm"


def test_the_class_of_tomorrow_and_the_invitation(app: Flask, cast: Cast) -> None:
    a_class(cast, "an")
    a_coming_class(cast, PLAIN_DAY + timedelta(days=1), "lan")
    a_coming_class(cast, PLAIN_DAY + timedelta(days=7))
    found = planned(cast, PLAIN_DAY)
    assert set(found) == {"lan", "hung"}
    assert found["lan"].kind == "class"
    assert "Bắt đầu lúc 08:00" in found["lan"].body
    assert "02/12/2026" in found["lan"].body, "the invitation stands below"
    assert found["hung"].kind == "invitation"


def test_a_full_hall_invites_nobody_and_a_seat_given_up_is_none(app: Flask, cast: Cast) -> None:
    held = a_coming_class(cast, PLAIN_DAY + timedelta(days=3), "lan", seats=1)
    assert planned(cast, PLAIN_DAY) == {}
    booking = db.session.scalars(select(Booking).where(Booking.class_id == held.id)).one()
    booking.cancelled_at = AT
    db.session.flush()
    assert set(planned(cast, PLAIN_DAY)) == {"lan", "hung", "an"}
    assert planned(cast, PLAIN_DAY + timedelta(days=2)) == {}


def test_a_class_without_halls_invites_its_unit(app: Flask, cast: Cast) -> None:
    plan_class("Lớp", cast.units["dong-kinh"], held_on=PLAIN_DAY + timedelta(days=3), hours=4,
               organiser=Organiser.COMMUNE, place="Hội trường")  # fmt: skip
    db.session.flush()
    assert set(planned(cast, PLAIN_DAY)) == {"khach"}


def test_a_certificates_year_ends(app: Flask, cast: Cast) -> None:
    a_mark(cast, "lan")
    found = planned(cast, date(2026, 12, 18) - timedelta(days=1))
    assert found["lan"].kind == "expiring"
    assert "31/12/2026" in found["lan"].body


def test_monday_digests_count_and_name_nobody(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan")
    a_coming_class(cast, MONDAY + timedelta(days=10), "an")
    learnt = cases.Learnt(ClaimSource.NATIONAL, "Kỹ năng số", "", date(2026, 5, 2), 240, "Giấy")
    cases.claim(cast.person("an"), learnt, by=cast.actor("hoa"), at=AT)
    db.session.flush()
    found = planned(cast, MONDAY)
    assert set(found) == {"hung", "hoa"}
    assert "còn 2 người chưa bồi dưỡng" in found["hung"].body
    assert "còn 29 chỗ" in found["hung"].body
    assert "1/3 người đã bồi dưỡng" in found["hoa"].body
    assert "Tổ CNSCĐ thôn Nà Pàn: 2 người" in found["hoa"].body
    assert "1 đề nghị" in found["hoa"].body
    for one in found.values():
        assert "Lộc Văn Ấn" not in one.body
    a_class(cast, "hung", "an")
    assert set(planned(cast, MONDAY)) == {"hoa"}, "no team has anybody left"


def test_one_message_a_day_however_often_it_is_planned(app: Flask, cast: Cast) -> None:
    assert plan() == 4
    assert plan() == 0
    a_coming_class(cast, MONTH_BEFORE + timedelta(days=1), "lan")
    assert plan() == 0
    rows = db.session.scalars(select(Message)).all()
    assert len({(row.person_id, row.day) for row in rows}) == len(rows) == 4
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "reminders.written")
    ).all()
    assert [event.details for event in events] == [{"messages": 4}]


def test_an_officer_writes_only_to_their_own(app: Flask, cast: Cast) -> None:
    units = [cast.units["dong-kinh"]]
    new = operations.plan_messages(get_year(2026), MONTH_BEFORE, units=units, by=BY, at=AT_EIGHT)
    assert new == 1
    assert plan() == 3


def test_at_night_it_waits_for_the_morning(app: Flask, cast: Cast) -> None:
    plan(at=datetime(2026, 12, 1, 15, tzinfo=UTC))  # 22:00 in Việt Nam
    rows = db.session.scalars(select(Message)).all()
    assert {row.not_before for row in rows} == {datetime(2026, 12, 2, 0, tzinfo=UTC)}


def test_the_way_and_who_has_none(app: Flask, cast: Cast) -> None:
    operations.choose(cast.persons["khach"], mail="khach@example.vn", reminders=True, at=AT)
    db.session.flush()
    found = planned(cast, MONTH_BEFORE)
    assert (found["lan"].channel, found["lan"].address) == (Channel.PHONE, "+84912345678")
    assert (found["khach"].channel, found["khach"].address) == (Channel.MAIL, "khach@example.vn")
    operations.choose(cast.persons["khach"], mail="", reminders=True, at=AT)
    db.session.flush()
    assert planned(cast, MONTH_BEFORE)["khach"].channel is Channel.PAPER


def test_who_wants_none_gets_none(app: Flask, cast: Cast) -> None:
    operations.choose(cast.persons["lan"], mail="a@b.vn", reminders=False, at=AT)
    operations.choose(cast.persons["lan"], mail="c@d.vn", reminders=False, at=AT)
    db.session.flush()
    assert "lan" not in planned(cast, MONTH_BEFORE)
    assert db.session.get_one(MailAddress, cast.persons["lan"]).address == "c@d.vn"
    operations.choose(cast.persons["lan"], mail="c@d.vn", reminders=True, at=AT)
    db.session.flush()
    assert db.session.get(RemindersOff, cast.persons["lan"]) is None
    assert "lan" in planned(cast, MONTH_BEFORE)


def test_a_merged_entry_still_wants_none(app: Flask, cast: Cast) -> None:
    operations.choose(cast.persons["khach"], mail="", reminders=False, at=AT)
    cast.person("khach").same_as_id = cast.persons["lan"]
    db.session.flush()
    assert listing.choice_of(cast.persons["lan"])[1] is False
    assert "lan" not in planned(cast, MONTH_BEFORE)
    operations.choose(cast.persons["lan"], mail="", reminders=True, at=AT)
    assert "lan" in planned(cast, MONTH_BEFORE)


def test_the_text_is_blanked_after_a_year_and_shown_to_its_owner_until_then(
    app: Flask, cast: Cast
) -> None:
    plan()
    operations.choose(cast.persons["lan"], mail="lan@example.vn", reminders=True, at=AT)
    db.session.flush()
    kept = everything_about(cast.person("lan"))
    assert kept["mail"][0]["address"] == "lan@example.vn"
    assert "Chào anh/chị Hoàng Thị Lan" in kept["messages"][0]["body"]
    assert retention.blank_old(by=BY, at=AT_EIGHT + timedelta(days=300))["messages"] == 0
    assert retention.blank_old(by=BY, at=AT_EIGHT + timedelta(days=366))["messages"] == 4
    db.session.expire_all()
    rows = db.session.scalars(select(Message)).all()
    assert {(row.body, row.address, str(row.parameters)) for row in rows} == {("", "", "{}")}


def test_what_cannot_be_sent_is_told_once(app: Flask, cast: Cast) -> None:
    plan()
    team = cast.teams["khoi-3"]
    ((row, person),) = listing.to_tell(team, cast.persons["tung"], MONTH_BEFORE)
    assert person.id == cast.persons["khach"]
    operations.tell(row, by=cast.actor("tung"), at=AT_EIGHT)
    operations.tell(row, by=cast.actor("tung"), at=AT_EIGHT)
    db.session.flush()
    assert row.state is MessageState.TOLD
    assert listing.number_to_tell([team], cast.persons["tung"], MONTH_BEFORE) == 0
    assert listing.to_tell(cast.teams["na-pan"], cast.persons["hung"], MONTH_BEFORE) == []


def test_what_goes_out_by_itself_is_not_told(app: Flask, cast: Cast) -> None:
    plan()
    row = db.session.scalars(select(Message).where(Message.person_id == cast.persons["lan"])).one()
    with pytest.raises(Refused):
        operations.tell(row, by=cast.actor("hung"), at=AT_EIGHT)


def test_every_kind_is_previewed_on_its_next_day(app: Flask, cast: Cast) -> None:
    year = get_year(2026)
    a_coming_class(cast, PLAIN_DAY + timedelta(days=10))
    found = {one.draft.kind: one for one in previews(year, cast.persons["hung"], PLAIN_DAY)}
    assert set(found) == {"class", "overdue", "due", "expiring", "invitation", "team"}
    assert found["due"].on == date(2026, 12, 1)
    assert found["overdue"].on is None, "the year is over on its last day"
    assert found["class"].on == PLAIN_DAY + timedelta(days=9)
    assert found["team"].on == date(2026, 11, 30)
    assert found["due"].draft.body == planned(cast, date(2026, 12, 1))["hung"].body
    hoa = previews(year, cast.persons["hoa"], PLAIN_DAY)
    assert [one.draft.kind for one in hoa] == ["commune"]


def test_without_a_class_the_preview_shows_an_example(app: Flask, cast: Cast) -> None:
    found = {o.draft.kind: o for o in previews(get_year(2026), cast.persons["an"], PLAIN_DAY)}
    assert found["class"].on is None
    assert "ví dụ" in found["class"].draft.body
    db.session.flush()
    assert db.session.scalars(select(TrainingClass)).all() == []


def test_the_text_for_the_chat_group_names_nobody(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan")
    a_coming_class(cast, PLAIN_DAY + timedelta(days=3))
    text = chat_text(get_year(2026), cast.teams["na-pan"], PLAIN_DAY)
    assert "đã có 1 người" in text
    assert "28/11/2026" in text
    assert "Lộc" not in text


def test_two_communes_one_officer_one_message(app: Flask, cast: Cast) -> None:
    grant_role(
        cast.persons["hoa"], "commune", cast.units["dong-kinh"],
        since=date(2026, 1, 1), by=BY, at=AT,
    )  # fmt: skip
    db.session.flush()
    body = planned(cast, MONDAY)["hoa"].body
    assert "Xã Na Sầm" in body
    assert "Phường Đông Kinh" in body


def test_planning_asks_as_often_for_many_as_for_few(
    app: Flask, cast: Cast, queries: Callable[[int], object]
) -> None:
    year = get_year(2026)
    with queries(8):  # type: ignore[attr-defined]
        operations.drafts(operations.envelopes(year, MONTH_BEFORE), MONTH_BEFORE)
