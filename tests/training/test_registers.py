"""Classes with halls and programme; the register: entered, signed, corrected, never rewritten."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Frozen, Missing, Refused
from lms.requirements import duties
from lms.requirements.check import differences
from lms.requirements.queries import standing_of
from lms.requirements.rules import State
from lms.training import operations, queries
from lms.training.documents import calendar, minutes_pdf
from lms.training.models import Attendance, Organiser, TrainingClass, Venue, Way
from lms.training.operations import Entry, Hall, Part
from lms.training.rules import Slot, overlap, register_digest
from tests.cast import Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY, the_duty

SignedIn = Callable[[str], Visitor]
HELD = date(2026, 4, 1)
THEN = datetime(2026, 4, 1, 9, tzinfo=UTC)
FORM = {
    "title": "An toàn trên mạng", "held_on": "2026-04-01", "begins": "08:00", "hours": "4",
    "organiser": "commune", "place": "Hội trường UBND", "capacity": "60",
    "programme": "60 M7 An toàn trên mạng\n120 Thực hành",
}  # fmt: skip


def planned(cast: Cast, unit: str = "na-sam", *, trainer: bool = False) -> TrainingClass:
    held = operations.plan_class(
        "Lớp an toàn", cast.units[unit], held_on=HELD, hours=4, begins=time(8),
        organiser=Organiser.COMMUNE, place="Hội trường",
    )  # fmt: skip
    halls = [Hall(cast.units[name], "Hội trường", 60) for name in ("na-sam", "dong-kinh")]
    operations.equip_class(
        held, halls, [Part("An toàn", "M7", 60)], [cast.persons["minh"]] if trainer else [],
        by=cast.actor("tung"), at=THEN,
    )  # fmt: skip
    db.session.flush()
    return held


def come(cast: Cast, held: TrainingClass, *who: str, reason: str = "") -> int:
    ids = [cast.persons[name] for name in who]
    return operations.record_attendances(
        held, ids, by=cast.actor("hoa"), at=THEN, entry=Entry(way=Way.LIST, reason=reason)
    )


def names(held: TrainingClass, *, struck: bool = False) -> list[str]:
    return [one.person.full_name for one in queries.attendees(held, struck=struck)]


def test_nobody_attends_a_class_to_come(app: Flask, cast: Cast) -> None:
    before = datetime(2026, 3, 31, 16, 59, tzinfo=UTC)  # 23:59 in Lạng Sơn
    with pytest.raises(Refused):
        operations.record_attendances(
            planned(cast), [cast.persons["lan"]], by=cast.actor("hoa"), at=before
        )


def test_two_phones_sending_the_same_people_count_once(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    assert [come(cast, held, "lan", "an"), come(cast, held, "an", "hung")] == [2, 1]
    assert db.session.scalar(select(func.count()).select_from(Attendance)) == 3


def test_a_struck_attendance_counts_nowhere_and_may_stand_again(app: Flask, cast: Cast) -> None:
    held, year = planned(cast), duties.get_year(2026)
    come(cast, held, "lan", "an")

    def turn(*, stands: bool) -> State:
        operations.correct(
            held, cast.persons["lan"], stands=stands, reason="ghi nhầm", by=cast.actor("hoa"),
            at=THEN,
        )  # fmt: skip
        assert differences(year, DAY) == []
        row = standing_of(cast.persons["lan"], the_duty(), DAY)
        assert row is not None
        return row.state

    assert turn(stands=False) is State.DUE
    assert names(held) == ["Lộc Văn Ấn"]
    assert names(held, struck=True) == ["Hoàng Thị Lan"]
    assert come(cast, held, "lan") == 0  # entering again does not undo a correction
    assert turn(stands=True) is State.MET
    assert len(queries.corrections_of(held.id)) == 2
    with pytest.raises(Refused):
        turn(stands=True)


def test_a_signed_register_takes_only_explained_entries(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    with pytest.raises(Refused):
        operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    come(cast, held, "lan")
    signing = operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    db.session.flush()
    line = (cast.persons["lan"], "Hoàng Thị Lan", "list")
    assert (signing.attendances, signing.sha256) == (1, register_digest([line]))
    with pytest.raises(Refused):
        come(cast, held, "an")
    assert come(cast, held, "an", reason="đến muộn, có ký phiếu") == 1
    with pytest.raises(Refused):
        operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    signing.attendances = 2
    with pytest.raises(Frozen):
        db.session.flush()


def test_correcting_somebody_who_was_never_there_is_impossible(app: Flask, cast: Cast) -> None:
    with pytest.raises(Missing):
        operations.correct(
            planned(cast), cast.persons["lan"], stands=False, reason="x", by=cast.actor("hoa"),
            at=THEN,
        )  # fmt: skip


def test_the_programme_gives_the_topics_a_class_covers(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "lan")
    found = differences(duties.get_year(2026), DAY)
    assert found == []
    with pytest.raises(Refused):
        operations.equip_class(held, [], [Part("x", "", 300)], [], by=cast.actor("hoa"), at=THEN)


def test_clashes_of_trainers_and_halls_are_found(app: Flask, cast: Cast) -> None:
    one, other = planned(cast, trainer=True), planned(cast, trainer=True)
    assert queries.clashes(one) == [other]
    other.begins = time(13)
    db.session.flush()
    assert queries.clashes(one) == []


SLOTS = st.builds(
    Slot, st.just(HELD), st.none() | st.times().map(lambda t: t.replace(second=0)),
    st.integers(1, 8),
)  # fmt: skip


@given(SLOTS, SLOTS)
def test_overlap_goes_both_ways(one: Slot, other: Slot) -> None:
    assert overlap(one, other) == overlap(other, one)
    assert overlap(one, one)


def test_a_class_follows_another_without_overlap() -> None:
    assert not overlap(Slot(HELD, time(8), 4), Slot(HELD, time(12), 4))
    assert overlap(Slot(HELD, time(8), 4), Slot(HELD, time(11, 59), 4))
    assert not overlap(Slot(HELD, None, 4), Slot(date(2026, 4, 2), None, 4))


def test_the_digest_of_a_register_knows_every_name() -> None:
    lines = [(uuid4(), "An", "list"), (uuid4(), "Bình", "self")]
    assert register_digest(lines) == register_digest(lines[::-1])
    assert register_digest(lines) != register_digest([lines[0], (lines[1][0], "Binh", "self")])


def test_the_calendar_file_has_short_lines_and_the_right_hour(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    held.title = "Bồi dưỡng, " * 20
    text = calendar(held, "https://x/y", THEN)
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20260401T080000" in text
    assert "DTEND;TZID=Asia/Ho_Chi_Minh:20260401T120000" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert "Bồi dưỡng\\, Bồi" in text.replace("\r\n ", "")


def test_the_minutes_are_the_same_bytes_for_the_same_facts(app: Flask, cast: Cast) -> None:
    held = planned(cast, trainer=True)
    come(cast, held, "lan")
    operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    db.session.flush()
    with app.test_request_context():
        bodies = {minutes_pdf(held, {}, "Sở Khoa học và Công nghệ") for _ in range(2)}
    assert len(bodies) == 1
    assert next(iter(bodies)).startswith(b"%PDF-")


def test_a_class_from_the_plan_to_the_signed_register(signed_in: SignedIn, cast: Cast) -> None:
    hoa = signed_in("hoa")
    hoa.get("/training/classes/form")
    page = hoa.send("/training/classes", 422, **{**FORM, "programme": "An toàn"})
    assert "Dòng 1" in page.words
    na_sam = str(cast.units["na-sam"])
    hoa.send("/training/classes", 422, **{**FORM, "unit": str(cast.units["dong-kinh"])})
    page = hoa.send("/training/classes", 200, **FORM, unit=na_sam, halls=na_sam)
    assert "An toàn trên mạng (M7), 60 phút" in page.words
    held = db.session.scalars(select(TrainingClass)).one()
    hall = db.session.scalars(select(Venue)).one()
    base = f"/training/classes/{held.id}"
    page = hoa.get(f"{base}/venues/{hall.id}")
    assert "0 trong 3 người" in page.words
    lan, khach = str(cast.persons["lan"]), str(cast.persons["khach"])
    page = hoa.send(f"{base}/venues/{hall.id}/attendances", 200, person=lan)
    assert "Đã ghi thêm 1 người" in page.words
    page = hoa.send(f"{base}/venues/{hall.id}/attendances", 200, person=khach)
    assert "Đã ghi thêm 0 người" in page.words  # not of this hall's commune
    hoa.get(base)
    page = hoa.press("Khóa danh sách 1 người")
    assert "Đã khóa" in page.words
    hoa.get(f"{base}/persons/{lan}")
    hoa.press("Gạch lượt dự này", 422)
    page = hoa.press("Gạch lượt dự này", reason="ghi nhầm người")
    assert "ghi nhầm người" in page.words
    reply = hoa.client.get(f"{base}/minutes.pdf")
    assert (reply.status_code, reply.mimetype) == (200, "application/pdf")
    assert hoa.client.get(f"{base}/calendar.ics").mimetype == "text/calendar"


def test_a_commune_keeps_its_hall_but_not_the_register_of_the_department(
    signed_in: SignedIn, cast: Cast
) -> None:
    held = planned(cast, "province")
    halls = {venue.unit_id: venue.id for venue in queries.venues_of(held.id)}
    come(cast, held, "lan")
    db.session.commit()
    hoa, base = signed_in("hoa"), f"/training/classes/{held.id}"
    page = hoa.get(base)
    assert "Khóa danh sách" not in page.words
    hoa.get(f"{base}/venues/{halls[cast.units['na-sam']]}")
    hoa.get(f"{base}/venues/{halls[cast.units['dong-kinh']]}", 404)
    hoa.get(f"{base}/persons/{cast.persons['lan']}", 404)
    hoa.get(base)
    hoa.send(f"{base}/signings", 404)
    assert Actor(None, "x").may("training:attendance:record") is False
