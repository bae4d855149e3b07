"""Seats in halls: kept, moved, given back, never one too many; who sees which class to come."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.clock import today
from lms.core.db import db, transaction
from lms.core.errors import Missing, Refused
from lms.people.signin import actor_of
from lms.roles import ROLES
from lms.training import bookings, operations, planning, queries
from lms.training.booking_operations import Kept, cancel_seats, keep_seats
from lms.training.booking_teams import candidates
from lms.training.models import Booking, Organiser, TrainingClass, Venue
from lms.training.operations import Hall, Part
from lms.training.planning import HallPlan, Plan
from tests.cast import Cast, enter_cast
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]
BEFORE = datetime(2026, 3, 20, 3, tzinfo=UTC)
HELD = date(2026, 4, 1)
HALLS = ("na-sam", "dong-kinh")


def to_come(
    cast: Cast, *units: str, seats: int = 2, begins: time = time(8), title: str = "Lớp an toàn"
) -> TrainingClass:
    """A class to come with a hall in each unit."""
    held = operations.plan_class(
        title, cast.units["province"], held_on=HELD, hours=4, begins=begins,
        organiser=Organiser.DEPARTMENT, place="Hội trường",
    )  # fmt: skip
    halls = [Hall(cast.units[unit], f"Nhà văn hóa {unit}", seats) for unit in units or HALLS]
    parts = [Part("An toàn", "M7", 120)]
    operations.equip_class(held, halls, parts, [], by=cast.actor("tung"), at=BEFORE)
    db.session.flush()
    return held


def hall(held: TrainingClass, number: int = 0) -> Venue:
    return queries.venues_of(held.id)[number]


def keep(
    cast: Cast, held: TrainingClass, *who: str, at: datetime = BEFORE, number: int = 0
) -> Kept:
    ids = [cast.persons[name] for name in who]
    return keep_seats(held, hall(held, number), ids, by=cast.actor("hung"), at=at)


def give_back(cast: Cast, held: TrainingClass, *who: str, at: datetime = BEFORE) -> int:
    ids = [cast.persons[name] for name in who]
    return cancel_seats(held, ids, by=cast.actor("hung"), at=at)


def left(held: TrainingClass) -> list[int]:
    found = bookings.seats_left([held.id])
    return [found[one.id] for one in queries.venues_of(held.id)]


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), today(), ROLES)


def test_a_seat_is_kept_once_moved_and_given_back(app: Flask, cast: Cast) -> None:
    held = to_come(cast)
    assert keep(cast, held, "lan", "lan") == Kept(new=1, moved=0)
    assert keep(cast, held, "lan", "an") == Kept(new=1, moved=0)
    assert keep(cast, held, "lan", number=1) == Kept(new=0, moved=1)
    assert left(held) == [1, 1]
    assert bookings.people_booked([held.id]) == {held.id: {cast.persons["lan"], cast.persons["an"]}}
    assert [give_back(cast, held, "lan"), give_back(cast, held, "lan", "hung")] == [1, 0]
    assert keep(cast, held, "lan") == Kept(new=1, moved=0)
    assert left(held) == [0, 2]
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 2


def test_a_full_hall_says_what_is_left_and_where_else(app: Flask, cast: Cast) -> None:
    held = to_come(cast)
    with pytest.raises(Refused, match=r"còn 2 chỗ.*3 người.*dong-kinh: 2"):
        keep(cast, held, "lan", "an", "hung")
    assert left(held) == [2, 2]  # nobody rather than some
    keep(cast, held, "lan", "an")
    with pytest.raises(Refused, match=r"đã đủ người.*Phường Đông Kinh, Nhà văn hóa dong-kinh: 2"):
        keep(cast, held, "hung")
    keep(cast, held, "hung", "khach", number=1)
    with pytest.raises(Refused, match="Các điểm khác của lớp cũng hết chỗ"):
        keep(cast, held, "minh")
    give_back(cast, held, "an")
    assert keep(cast, held, "minh").new == 1


def test_the_last_seat_is_never_taken_twice(migrated: Flask) -> None:
    """Several people press at once: one gets the seat, and one person never gets two."""
    with migrated.app_context(), transaction():
        cast = enter_cast()
        held_id, both_id = to_come(cast, seats=1).id, to_come(cast).id

    def press(held_id: UUID, who: str, number: int) -> bool:
        with migrated.app_context():
            try:
                with transaction():
                    held = db.session.get_one(TrainingClass, held_id)
                    keep(cast, held, who, number=number)
            except Refused:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        last = list(pool.map(lambda who: press(held_id, who, 0), ("lan", "an", "hung", "khach")))
        both = list(pool.map(lambda number: press(both_id, "lan", number), (0, 1, 0, 1)))
    assert sorted(last) == [False, False, False, True]
    assert all(both)
    with migrated.app_context():
        counts = [len(bookings.people_booked([one])[one]) for one in (held_id, both_id)]
        assert counts == [1, 1]


def test_seats_are_kept_only_before_the_end(app: Flask, cast: Cast) -> None:
    held = to_come(cast)
    after = datetime(2026, 4, 1, 17, tzinfo=UTC)  # midnight in Lạng Sơn
    keep(cast, held, "lan", at=after - timedelta(minutes=1))
    for verb in (keep, give_back):
        with pytest.raises(Refused, match="đã kết thúc"):
            verb(cast, held, "lan", at=after)


def test_a_signed_register_keeps_no_more_seats(app: Flask, cast: Cast) -> None:
    held, then = to_come(cast), datetime(2026, 4, 1, 9, tzinfo=UTC)
    operations.record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=then)
    operations.sign_register(held, by=cast.actor("hoa"), at=then)
    db.session.flush()
    with pytest.raises(Refused):
        keep(cast, held, "an", at=then)


def test_a_class_called_off_has_no_seats_and_no_attendances(app: Flask, cast: Cast) -> None:
    held, by = to_come(cast), cast.actor("tung")
    keep(cast, held, "lan")
    with pytest.raises(Refused):
        planning.cancel_class(held, " ", by=by, at=BEFORE)
    planning.cancel_class(held, "Mưa lũ", by=by, at=BEFORE)
    planning.cancel_class(held, "Mưa lũ lần nữa", by=by, at=BEFORE)
    assert bookings.people_booked([held.id]) == {}
    assert bookings.seats_left([held.id]) == {}
    (seat,) = bookings.own_seats(cast.persons["lan"], BEFORE.date())
    assert seat.called_off is not None
    assert seat.called_off.reason == "Mưa lũ"
    with pytest.raises(Refused):
        keep(cast, held, "an")
    with pytest.raises(Refused):
        operations.record_attendances(
            held, [cast.persons["lan"]], by=by, at=datetime(2026, 4, 1, 9, tzinfo=UTC)
        )
    assert queries.totals(acting(cast, "tung"), 2026).classes == 0


def test_a_class_that_took_place_is_not_called_off(app: Flask, cast: Cast) -> None:
    held, then = to_come(cast), datetime(2026, 4, 1, 9, tzinfo=UTC)
    operations.record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=then)
    with pytest.raises(Refused):
        planning.cancel_class(held, "nhầm", by=cast.actor("tung"), at=then)


def test_a_class_is_changed_before_its_day_only(app: Flask, cast: Cast) -> None:
    held, by = to_come(cast), cast.actor("tung")
    keep(cast, held, "lan", "an")
    planning.change_class(held, Plan("Lớp mới", date(2026, 4, 2), time(13), 3), by=by, at=BEFORE)
    assert (held.title, held.held_on, held.begins) == ("Lớp mới", date(2026, 4, 2), time(13))
    for plan in (Plan("x", date(2026, 3, 1), None, 4), Plan("x", HELD, None, 1)):
        with pytest.raises(Refused):
            planning.change_class(held, plan, by=by, at=BEFORE)
    planning.change_hall(held, hall(held), HallPlan("Sân UBND", 3), by=by, at=BEFORE)
    assert left(held) == [1, 2]
    with pytest.raises(Refused, match="2 người"):
        planning.change_hall(held, hall(held), HallPlan("Sân UBND", 1), by=by, at=BEFORE)
    planning.add_halls(held, [cast.units["na-sam"]], HallPlan("Trường", 9), by=by, at=BEFORE)
    assert sorted(left(held)) == [1, 2, 9]
    on_the_day = datetime(2026, 4, 2, 1, tzinfo=UTC)
    with pytest.raises(Refused):
        planning.add_halls(held, [], HallPlan("Trường", 9), by=by, at=on_the_day)


def test_two_classes_at_one_time_are_said_not_refused(app: Flask, cast: Cast) -> None:
    morning, other = to_come(cast), to_come(cast, title="Lớp thanh toán")
    evening = to_come(cast, begins=time(18))
    for held in (morning, other, evening):
        keep(cast, held, "lan")
    lan = cast.persons["lan"]
    assert bookings.at_the_same_time(morning, [lan]) == {lan: other}
    assert bookings.at_the_same_time(evening, [lan]) == {}
    planning.cancel_class(other, "trùng", by=cast.actor("tung"), at=BEFORE)
    assert bookings.at_the_same_time(morning, [lan]) == {}


def test_who_attended_this_year_is_said(app: Flask, cast: Cast) -> None:
    held = to_come(cast)
    past = operations.plan_class(
        "Lớp trước", cast.units["na-sam"], held_on=date(2026, 2, 2), hours=4,
        organiser=Organiser.COMMUNE, place="x",
    )  # fmt: skip
    operations.record_attendances(past, [cast.persons["lan"]], by=cast.actor("hoa"), at=BEFORE)
    keep(cast, held, "an")
    found = {one.person.full_name: one for one in candidates(held, cast.teams["na-pan"], HELD)}
    assert found["Hoàng Thị Lan"].attended == 1
    assert found["Lộc Văn Ấn"].venue_id == hall(held).id
    assert found["Nông Văn Hùng"].venue_id is None


def test_everybody_sees_the_classes_near_them(app: Flask, cast: Cast) -> None:
    here, elsewhere = to_come(cast, "na-sam"), to_come(cast, "dong-kinh")
    everywhere, above = to_come(cast), to_come(cast, "province")

    def seen(who: str, day: date = HELD) -> set[TrainingClass]:
        return {one.training_class for one in bookings.classes_to_come(acting(cast, who), day)}

    assert seen("lan") == seen("hung") == seen("hoa") == {here, everywhere, above}
    assert seen("khach") == {elsewhere, everywhere, above}
    assert seen("tung") == {here, elsewhere, everywhere, above}
    assert seen("quantri") == seen("lan", HELD + timedelta(days=1)) == set()
    one = bookings.class_to_come(acting(cast, "khach"), everywhere.id, HELD)
    assert [place.near for place in one.halls] == [True, False]
    assert one.halls[0].unit == "Phường Đông Kinh"
    with pytest.raises(Missing):
        bookings.class_to_come(acting(cast, "lan"), elsewhere.id, HELD)


def test_a_member_keeps_and_gives_back_their_own_seat(
    cast: Cast, signed_in: SignedIn, at: At
) -> None:
    held, other = to_come(cast, "na-sam"), to_come(cast, "na-sam", title="Lớp khác")
    strange = to_come(cast, "dong-kinh")
    keep(cast, other, "lan")
    db.session.commit()
    at(BEFORE)
    lan = signed_in("lan")
    page = lan.get("/training/classes-to-come")
    assert "Còn 2 chỗ" in page.words
    base = f"/training/classes/{held.id}"
    page = lan.send(f"{base}/own-seats", venue=str(hall(held).id))
    assert "Đã giữ chỗ cho bạn" in page.words
    assert "Trùng giờ với" in page.words  # said, not refused
    assert "Bạn có chỗ ở lớp: Lớp an toàn 01/04/2026, 08:00" in lan.get("/").words
    lan.get("/training/classes-to-come")
    page = lan.send(f"{base}/own-seat-cancellations")
    assert "Còn 2 chỗ" in page.words
    lan.send(f"/training/classes/{strange.id}/own-seats", 404, venue=str(hall(strange).id))
    lan.get("/training/classes-to-come")
    lan.send(f"{base}/own-seats", 404, venue=str(hall(strange).id))
    lan.get("/training/classes-to-come")
    lan.send(f"{base}/own-seats", 404)


def test_a_full_hall_is_told_on_the_page(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = to_come(cast, "na-sam", seats=1)
    keep(cast, held, "an")
    db.session.commit()
    at(BEFORE)
    lan = signed_in("lan")
    lan.get("/training/classes-to-come")
    page = lan.send(f"/training/classes/{held.id}/own-seats", 409, venue=str(hall(held).id))
    assert "Điểm này đã đủ người" in page.words


def test_a_leader_keeps_seats_for_the_team(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = to_come(cast, seats=2)
    db.session.commit()
    at(BEFORE)
    hung = signed_in("hung")
    page = hung.get("/training/classes-to-come")
    path = f"/training/classes/{held.id}/teams/{cast.teams['na-pan']}/bookings"
    assert path in page.html
    lan, an, leader = (str(cast.persons[name]) for name in ("lan", "an", "hung"))
    page = hung.get(f"{path}?person={lan}")
    assert f'value="{lan}" checked' in page.html
    venue = str(hall(held).id)
    assert "Hãy chọn ít nhất một người" in hung.send(path, 422, venue=venue).words
    three = {"venue": venue, "person": [lan, an, leader]}
    page = hung.send(path, 409, **three)  # type: ignore[arg-type]
    assert "còn 2 chỗ" in page.words
    page = hung.send(path, person=lan, venue=venue)
    assert "Đã giữ chỗ cho 1 người" in page.words
    khach = str(cast.persons["khach"])
    hung.send(path, 422, person=khach, venue=venue)  # not of this team
    hung.get(path)
    page = hung.send(f"/training/classes/{held.id}/persons/{lan}/booking-cancellations")
    assert "Đã trả chỗ" in page.words
    hung.get(path)
    hung.send(f"/training/classes/{held.id}/persons/{khach}/booking-cancellations", 404)
    hung.get(f"/training/classes/{held.id}/teams/{cast.teams['khoi-3']}/bookings", 404)


def test_the_team_page_hands_over_who_is_still_to_be_trained(
    cast: Cast, signed_in: SignedIn, at: At
) -> None:
    held = to_come(cast)
    to_come(cast, "dong-kinh", title="Lớp xa")
    db.session.commit()
    at(BEFORE)
    hung, lan = signed_in("hung"), str(cast.persons["lan"])
    page = hung.get(f"/requirements/2026/teams/{cast.teams['na-pan']}")
    page = hung.get(page.link("người chưa được bồi dưỡng"))
    assert "Lớp xa" not in page.words
    page = hung.get(page.link("Chọn người"))
    assert f'value="{lan}" checked' in page.html
    page = hung.press("Giữ chỗ cho người được chọn", person=lan)
    assert "Đã giữ chỗ cho 1 người" in page.words
    assert bookings.halls_booked(held.id) == {cast.persons["lan"]: hall(held).id}


def test_an_officer_finds_the_teams_around_a_hall(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held, strange = to_come(cast), to_come(cast, "dong-kinh")
    keep(cast, held, "lan")
    db.session.commit()
    at(BEFORE)
    hoa = signed_in("hoa")
    page = hoa.get("/training/bookings")
    page = hoa.get(page.link("Chọn người"))
    assert "Tổ CNSCĐ thôn Nà Pàn" in page.words
    assert "1 trong 3 người" in page.words
    assert "khối 3" not in page.words
    page = hoa.get(f"/training/classes/{held.id}/bookings?q=khong+co")
    assert "Nà Pàn" not in page.words
    hoa.get(f"/training/classes/{strange.id}/bookings", 404)


def test_whoever_has_a_seat_is_expected_first(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = to_come(cast)
    keep(cast, held, "khach")  # of another commune, comes to this hall
    db.session.commit()
    at(datetime(2026, 4, 1, 2, tzinfo=UTC))
    hoa = signed_in("hoa")
    page = hoa.get(f"/training/classes/{held.id}/venues/{hall(held).id}")
    assert page.words.index("Vi Thị Khách") < page.words.index("Hoàng Thị Lan")
    assert "Đã giữ chỗ: 1 người" in page.words
    path = f"/training/classes/{held.id}/venues/{hall(held).id}/attendances"
    assert "Đã ghi thêm 1 người" in hoa.send(path, person=str(cast.persons["khach"])).words


def test_planning_pages_change_and_call_off(cast: Cast, signed_in: SignedIn, at: At) -> None:
    held = to_come(cast)
    keep(cast, held, "lan")
    db.session.commit()
    at(BEFORE)
    base = f"/training/classes/{held.id}"
    hoa, tung = signed_in("hoa"), signed_in("tung")
    hoa.get(f"{base}/form", 404)  # a class of the department
    path = f"{base}/venues/{hall(held).id}"
    hoa.get(f"{path}/form")
    page = hoa.press("Lưu", place="Sân vận động", capacity="5")
    assert "Sân vận động" in page.words
    hoa.get(f"{base}/venues/{hall(held, 1).id}/form", 404)
    tung.get(f"{base}/form")
    tung.press("Lưu", 422, title="")
    page = tung.press("Lưu", title="Lớp đổi tên", held_on="2026-04-03")
    assert "Lớp đổi tên" in page.words
    tung.get(f"{base}/venues/form")
    page = tung.press("Lưu", halls=str(cast.units["na-sam"]), place="Trường học", capacity="7")
    assert "Trường học" in page.words
    tung.get(f"{base}/cancellation-form")
    tung.press("Hủy lớp này", 422, reason="")
    page = tung.press("Hủy lớp này", reason="Mưa lũ")
    assert "Lớp này đã hủy" in page.words
    assert "Mưa lũ" in signed_in("lan").get("/training/classes-to-come").words
    assert "Đã hủy" in tung.get("/training/classes?year=2026").words
