"""Signs from real rows on both databases; who sees them; what is noted; the file."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate
from courses import operations as learning
from courses.queries import get_published, lessons_of
from lms.core.access import Actor, Grant
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Frozen, Missing, Refused
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Person, TeamRole
from lms.people.operations.accounts import end_help, start_help
from lms.people.operations.entering import enter_person, grant_role, join_team
from lms.requirements import duties
from lms.requirements.models import Claim, ClaimSource
from lms.requirements.permissions import CoveragePermission, SignPermission
from lms.requirements.signs import operations, queries
from lms.requirements.signs.evidence.answers import same_mistakes
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.models import Finding, SignReview
from lms.requirements.signs.queries import SignRow
from lms.requirements.signs.rules.sign import Kind
from lms.training.models import Organiser, TrainingClass
from lms.training.operations import Hall, equip_class, plan_class, record_attendances, sign_register
from quizzes.models import Attempt
from quizzes.operations import sitting as quizzes
from quizzes.queries import items_of
from tests.cast import AT, BEFORE, HASH, Cast
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
DAY = date(2026, 11, 24)
MAY = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
PAGE = "/requirements/2026/signs"


def villagers(cast: Cast, number: int, team: str = "na-pan") -> list[Person]:
    """New members of a team; they need no account to have done something."""
    people = [enter_person(f"Nông Thị Số {n}", since=BEFORE) for n in range(number)]
    db.session.flush()
    for person in people:
        join_team(person.id, cast.teams[team], TeamRole.MEMBER, since=BEFORE)
    return people


def passes(
    cast: Cast,
    person: Person,
    at: datetime,
    *,
    device: str | None = None,
    wrong: Sequence[int] = (),
    seconds: int = 40,
    reading: timedelta = timedelta(minutes=4),
) -> Attempt:
    """Somebody reads M0 before `at` and hands its quiz in at `at`, at an ordinary pace."""
    by, version = Actor(person.id, person.full_name), get_published(cast.modules["m0"])
    lessons = lessons_of(version.id)
    began = at - timedelta(hours=2)
    enrolment = learning.enrol(version, by=by, at=began)
    db.session.flush()
    for number, lesson in enumerate(lessons, 1):
        learning.read(enrolment, lesson.id, at=began + number * reading)
    db.session.flush()
    attempt = learning.sit_quiz(enrolment, by=by, at=began, origin="/", seed=7)
    db.session.flush()
    items = items_of(attempt.id)
    for item in items:
        key = item.item_version.key["option"]
        slip = item.position in wrong
        quizzes.answer(
            attempt,
            item.position,
            {"option": (key + slip) % len(item.item_version.options)},
            request_id=f"r{item.position}",
            at=at - timedelta(seconds=seconds * (len(items) - item.position)),
        )
    quizzes.submit(attempt, by=by, at=at, device_key=device)
    db.session.flush()
    return attempt


def looking(cast: Cast, unit: str = "province", below: str | None = None) -> Field:
    """What an auditor of a unit looks at."""
    held = frozenset({SignPermission.READ, CoveragePermission.READ})
    actor = Actor(None, "kiểm tra", (Grant("auditor", held, unit_id=cast.units[unit]),))
    return Field(actor, duties.get_year(2026), DAY, cast.units[below] if below else None)


def found(
    cast: Cast, kind: Kind, unit: str = "province", below: str | None = None
) -> list[SignRow]:
    return queries.signs(looking(cast, unit, below), {kind})


def held_class(cast: Cast, place: str, begins: time | None = None) -> TrainingClass:
    held = plan_class(
        "Lớp", cast.units["na-sam"], held_on=MAY.date(), hours=4,
        organiser=Organiser.COMMUNE, place=place, begins=begins,
    )  # fmt: skip
    equip_class(held, [Hall(cast.units["na-sam"], place, 90)], [], (), by=Actor(None, "t"), at=AT)
    db.session.flush()
    return held


def one_device(cast: Cast) -> list[Person]:
    """Five people hand in on one device within twenty minutes."""
    people = villagers(cast, 5)
    for number, person in enumerate(people):
        passes(cast, person, MAY + timedelta(minutes=5 * number), device="k")
    return people


def test_an_ordinary_year_has_no_sign(app: Flask, cast: Cast) -> None:
    for number, person in enumerate(villagers(cast, 3)):
        passes(cast, person, MAY + timedelta(hours=number), device="k", wrong=(number,))
    held = held_class(cast, "Nhà văn hóa", time(8))
    record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=MAY)
    sign_register(held, by=cast.actor("hoa"), at=MAY)
    assert queries.signs(looking(cast)) == []


def test_five_people_on_one_device(app: Flask, cast: Cast) -> None:
    people = one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    assert set(row.sign.people) == {person.id for person in people}
    assert dict(row.sign.figures) == {"people": 5, "minutes": 20, "helped": 0}
    assert [r.sign.fingerprint for r in found(cast, Kind.ONE_DEVICE)] == [row.sign.fingerprint]
    assert found(cast, Kind.ONE_DEVICE, "dong-kinh") == []
    assert found(cast, Kind.ONE_DEVICE, below="dong-kinh") == []
    assert len(found(cast, Kind.ONE_DEVICE, below="na-sam")) == 1
    who = queries.people_of(looking(cast), [row.sign])
    assert {(one.team, one.has_page) for one in who.values()} == {("Tổ CNSCĐ thôn Nà Pàn", True)}


def test_help_mode_is_no_sign_and_said_beside_one(app: Flask, cast: Cast) -> None:
    *own, helped, other = villagers(cast, 5)
    for person, minute in ((helped, 1), (other, 5)):
        begun = MAY + timedelta(minutes=minute)
        help_given = start_help(person, by=cast.actor("hung"), at=begun)
        passes(cast, person, begun + timedelta(minutes=1), device="k")
        end_help(help_given, at=begun + timedelta(minutes=2))
    for person in own:
        passes(cast, person, MAY, device="k")
    assert found(cast, Kind.ONE_DEVICE) == []
    passes(cast, cast.person("an"), MAY + timedelta(minutes=9), device="k")
    (row,) = found(cast, Kind.ONE_DEVICE)
    assert {trace.person_id for trace in row.sign.helped} == {helped.id, other.id}
    assert len(row.sign.people) == 4


def test_two_entries_of_one_person_are_one(app: Flask, cast: Cast) -> None:
    people = villagers(cast, 4)
    for number, person in enumerate(people):
        passes(cast, person, MAY + timedelta(minutes=number), device="k")
    people[0].same_as_id = people[1].id
    db.session.flush()
    assert found(cast, Kind.ONE_DEVICE) == []


def test_too_fast_in_the_quiz_and_in_the_lessons(app: Flask, cast: Cast) -> None:
    hasty, tapper, calm = villagers(cast, 3)
    passes(cast, hasty, MAY, seconds=2)
    passes(cast, tapper, MAY, reading=timedelta(seconds=3))
    passes(cast, calm, MAY)
    (answers,), (reading,) = found(cast, Kind.FAST_ANSWERS), found(cast, Kind.FAST_READING)
    assert (answers.sign.people, reading.sign.people) == ((hasty.id,), (tapper.id,))
    assert dict(answers.sign.figures) == {"items": 10, "seconds": 18, "helped": 0}
    assert found(cast, Kind.BEFORE_BEGINNING) == []


def test_the_database_leaves_out_nothing_the_rules_would_show(app: Flask, cast: Cast) -> None:
    """At the very limits: it only leaves out what is slow, the rules decide."""
    people = villagers(cast, 6)
    for number, person in enumerate(people[:4]):
        passes(cast, person, MAY + timedelta(minutes=10 * number), device="k", seconds=3 + number)
    lessons = lessons_of(get_published(cast.modules["m0"]).id)
    words = sum(lesson.words for lesson in lessons)
    least = words / len(lessons) / 400 * 60  # seconds a lesson
    for person, factor in ((people[4], 0.98), (people[5], 1.02)):
        passes(cast, person, MAY, reading=timedelta(seconds=least * factor))
    assert [row.sign.people for row in found(cast, Kind.FAST_ANSWERS)] == [(people[0].id,)]
    assert [row.sign.people for row in found(cast, Kind.FAST_READING)] == [(people[4].id,)]
    (row,) = found(cast, Kind.ONE_DEVICE)
    assert dict(row.sign.figures) == {"people": 4, "minutes": 30, "helped": 0}


def test_the_same_wrong_answers_in_a_team(app: Flask, cast: Cast) -> None:
    one, other, right, slip = villagers(cast, 4)
    (stranger,) = villagers(cast, 1, "khoi-3")
    for person, wrong in ((one, (2, 5)), (other, (2, 5)), (right, ()), (slip, (2,))):
        passes(cast, person, MAY, wrong=wrong)
    passes(cast, stranger, MAY, wrong=(2, 5))
    (row,) = found(cast, Kind.SAME_ANSWERS)
    assert set(row.sign.people) == {one.id, other.id}
    assert dict(row.sign.figures) == {"people": 2, "shared": 10, "wrong": 2, "helped": 0}
    attempts = {trace.subject_id for trace in row.sign.traces}
    assert len(same_mistakes(attempts)) == 2


def test_the_last_answer_counts(app: Flask, cast: Cast) -> None:
    one, other = villagers(cast, 2)
    passes(cast, one, MAY, wrong=(2, 5))  # the other mends both before handing in
    by = Actor(other.id, other.full_name)
    version = get_published(cast.modules["m0"])
    enrolment = learning.enrol(version, by=by, at=MAY)
    db.session.flush()
    for lesson in lessons_of(version.id):
        learning.read(enrolment, lesson.id, at=MAY)
    db.session.flush()
    sat = learning.sit_quiz(enrolment, by=by, at=MAY, origin="/", seed=7)
    db.session.flush()
    for item in items_of(sat.id):
        key, number = item.item_version.key["option"], len(item.item_version.options)
        for turn, option in enumerate(((key + (item.position in (2, 5))) % number, key)):
            quizzes.answer(sat, item.position, {"option": option},
                           request_id=f"{item.position}-{turn}",
                           at=MAY + timedelta(seconds=turn))  # fmt: skip
    quizzes.submit(sat, by=by, at=MAY)
    db.session.flush()
    assert found(cast, Kind.SAME_ANSWERS) == []


def test_a_register_entered_late(app: Flask, cast: Cast) -> None:
    held = held_class(cast, "Nhà văn hóa")
    record_attendances(held, [cast.persons["an"]], by=cast.actor("hoa"), at=MAY)
    record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=MAY + timedelta(40))
    (row,) = found(cast, Kind.LATE_REGISTER)
    assert row.sign.people == (cast.persons["lan"],)
    assert row.sign.subjects == (held.id,)
    assert found(cast, Kind.EARLY_REGISTER) == []
    assert found(cast, Kind.LATE_REGISTER, "dong-kinh") == []
    assert len(found(cast, Kind.LATE_REGISTER, below="na-sam")) == 1


def test_a_register_of_ones_own_until_somebody_else_enters_one(app: Flask, cast: Cast) -> None:
    held = held_class(cast, "Nhà văn hóa")
    both = [cast.persons["hung"], cast.persons["an"]]
    record_attendances(held, both, by=cast.actor("hung"), at=MAY)
    assert found(cast, Kind.OWN_REGISTER) == []
    sign_register(held, by=cast.actor("hung"), at=MAY)
    (row,) = found(cast, Kind.OWN_REGISTER)
    assert row.sign.people == (cast.persons["hung"],)
    other = held_class(cast, "Nhà văn hóa")
    record_attendances(other, both[:1], by=cast.actor("hung"), at=MAY)
    record_attendances(other, both[1:], by=cast.actor("hoa"), at=MAY)
    sign_register(other, by=cast.actor("hung"), at=MAY)
    assert len(found(cast, Kind.OWN_REGISTER)) == 1


def test_in_two_places_at_once(app: Flask, cast: Cast) -> None:
    one, other = held_class(cast, "Nhà văn hóa", time(8)), held_class(cast, "Hội trường", time(9))
    later = held_class(cast, "Trường học", time(14))
    for held in (one, other, later):
        record_attendances(held, [cast.persons["lan"]], by=cast.actor("hoa"), at=MAY)
    record_attendances(one, [cast.persons["an"]], by=cast.actor("hoa"), at=MAY)
    (row,) = found(cast, Kind.TWO_PLACES)
    assert row.sign.people == (cast.persons["lan"],)
    assert set(row.sign.subjects) == {one.id, other.id}


def test_papers_whose_days_are_out_of_order(app: Flask, cast: Cast) -> None:
    attempt = passes(cast, cast.person("an"), MAY)
    certificate = db.session.scalars(select(Certificate)).one()
    assert found(cast, Kind.CERTIFICATE_DAYS) == []
    db.session.execute(
        Certificate.__table__.update().values(issued_on=MAY.date() - timedelta(days=9))
    )
    (row,) = found(cast, Kind.CERTIFICATE_DAYS)
    assert row.sign.subjects == (certificate.id,)
    assert queries.titles_of(row.sign) == {certificate.id: certificate.programme}
    assert attempt.device_key is None
    (late,) = [enter_person("Nông Thị Muộn", since=BEFORE)]
    db.session.flush()
    join_team(late.id, cast.teams["na-pan"], TeamRole.MEMBER, since=date(2026, 6, 1))
    passes(cast, late, MAY)
    (row,) = found(cast, Kind.BEFORE_ROSTER)
    assert row.sign.people == (late.id,)


def test_an_outside_course_still_to_come(app: Flask, cast: Cast) -> None:
    for person, done_on, granted in (
        ("lan", DAY, None),
        ("an", DAY, False),
        ("hung", AT.date(), 1),
    ):
        db.session.add(
            Claim(
                person_id=cast.persons[person], source=ClaimSource.PAPER, title="x", topic="",
                done_on=done_on, minutes=60, note="x", granted=granted if granted is None else bool(
                    granted), by_id=None, by_name="t", at=AT,
            )
        )  # fmt: skip
    db.session.flush()
    (row,) = found(cast, Kind.CLAIM_AHEAD)
    assert row.sign.people == (cast.persons["lan"],)


# What is noted


def noted(cast: Cast, row: SignRow, reason: str = "Cùng học ở nhà văn hóa") -> SignReview:
    by, year = cast.actor("tung"), duties.get_year(2026)
    return operations.review(year, row.sign, Finding.REASONABLE, reason, by=by, at=AT)


def test_a_look_is_kept_with_its_history_and_twice_is_once(app: Flask, cast: Cast) -> None:
    one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    assert row.show is queries.Show.OPEN
    first = noted(cast, row)
    assert noted(cast, row) is first
    (again,) = found(cast, Kind.ONE_DEVICE)
    assert again.finding is Finding.REASONABLE
    by, year = cast.actor("hoa"), duties.get_year(2026)
    operations.review(year, row.sign, Finding.UNCLEAR, "Hai người nói khác", by=by, at=AT)
    (again,) = found(cast, Kind.ONE_DEVICE)
    assert [one.number for one in again.reviews] == [2, 1]
    assert again.show is queries.Show.UNCLEAR
    first.reason = "khác"
    with pytest.raises(Frozen):
        db.session.flush()


def test_a_look_needs_a_reason_and_nobody_looks_at_themselves(app: Flask, cast: Cast) -> None:
    (late,) = [held_class(cast, "Nhà văn hóa")]
    record_attendances(late, [cast.persons["tung"]], by=cast.actor("hoa"), at=MAY + timedelta(40))
    (row,) = found(cast, Kind.LATE_REGISTER)
    with pytest.raises(Refused, match="chính bạn"):
        noted(cast, row)
    one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    with pytest.raises(Refused, match="lý do"):
        noted(cast, row, "  ")
    assert db.session.scalars(select(SignReview)).all() == []


def test_one_more_fact_is_another_sign(app: Flask, cast: Cast) -> None:
    one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    noted(cast, row)
    passes(cast, cast.person("an"), MAY + timedelta(minutes=25), device="k")
    (more,) = found(cast, Kind.ONE_DEVICE)
    assert more.finding is None
    with pytest.raises(Missing):
        queries.get_sign(looking(cast), row.sign.fingerprint)


# Pages


def an_auditor(cast: Cast, unit: str = "province", key: str = "kiem") -> None:
    person = enter_person("Triệu Thị Kiểm", since=BEFORE)
    db.session.flush()
    by = Actor(None, "t")
    grant_role(person.id, "auditor", cast.units[unit], since=BEFORE, by=by, at=AT)
    db.session.add(Account(person_id=person.id, username=key, secret_hash=HASH, opened_at=AT))
    db.session.add(NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=AT))
    db.session.flush()


def test_auditor_and_department_see_them_and_nobody_else(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    an_auditor(cast)
    single = f"{PAGE}/{row.sign.fingerprint}"
    for who in ("kiem", "tung"):
        visitor = signed_in(who)
        page = visitor.get(PAGE)
        assert "5 người" in page.words
        assert "gian lận" not in page.words.lower()
        assert "Nông Thị Số 0" in visitor.get(single).words
        visitor.get(f"{PAGE}/one-device-nonsense", 404)
        visitor.get(f"{PAGE}.pdf", 404)
    for who in ("hoa", "hung", "lan", "minh", "quantri"):
        visitor = signed_in(who)
        for path in (PAGE, single, f"{PAGE}.csv"):
            visitor.get(path, 404)
        visitor.get("/account")
        visitor.send(f"{single}/looks", 404, finding="reasonable", reason="x")
    assert "Dấu hiệu" not in signed_in("hoa").get("/requirements/2026/coverage").words


def test_an_auditor_of_one_commune_sees_no_other(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    one_device(cast)
    (row,) = found(cast, Kind.ONE_DEVICE)
    an_auditor(cast, "dong-kinh")
    visitor = signed_in("kiem")
    assert "Nông Thị Số" not in visitor.get(PAGE).words
    visitor.get(f"{PAGE}/{row.sign.fingerprint}", 404)
    visitor.get(f"{PAGE}?unit={cast.units['na-sam']}", 404)
    visitor.get(f"{PAGE}?unit=nonsense", 404)


def test_a_look_is_noted_on_the_page(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    one_device(cast)
    passes(cast, cast.person("an"), MAY + timedelta(days=1), seconds=1)
    an_auditor(cast)
    visitor = signed_in("kiem")
    page = visitor.get(PAGE)
    assert "2 dấu hiệu" in page.words
    visitor.get(page.link("5 người nộp"))
    for odd in ("", "nonsense"):
        wrong = visitor.press("Ghi lại", 422, finding=odd, reason="Đã hỏi")
        assert "Hãy chọn một" in wrong.words
        assert "valid choice" not in wrong.words
        assert wrong.form_with("Ghi lại").fields["reason"] == "Đã hỏi"
    visitor.get(page.link("5 người nộp"))
    done = visitor.press("Ghi lại", finding="reasonable", reason="Tổ học chung một máy")
    assert "Tổ học chung một máy" in done.words
    assert "1 dấu hiệu" in visitor.get(PAGE).words
    assert "1 dấu hiệu" in visitor.get(f"{PAGE}?show=reasonable").words
    assert "2 dấu hiệu" in visitor.get(f"{PAGE}?show=all").words
    assert "1 dấu hiệu" in visitor.get(f"{PAGE}?show=all&kind=fast-answers").words
    assert "0 dấu hiệu" in visitor.get(f"{PAGE}?unit={cast.units['dong-kinh']}&show=all").words
    assert "0 dấu hiệu" in visitor.get(f"{PAGE}?show=unclear").words
    events = db.session.scalars(select(AuditEvent.action)).all()
    assert "sign.reviewed" in events


def test_the_file_holds_the_same_rows_and_is_logged(
    app: Flask, cast: Cast, signed_in: SignedIn
) -> None:
    one_device(cast)
    visitor = signed_in("tung")
    text = visitor.client.get(f"{PAGE}.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2
    assert "Nông Thị Số 0 (Tổ CNSCĐ thôn Nà Pàn)" in rows[1][5]
    assert visitor.client.get(f"{PAGE}.xlsx").status_code == 200
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.action == "signs.exported")
    ).all()
    assert [event.details["rows"] for event in events] == [1, 1]


def test_every_kind_has_a_page_of_its_own(app: Flask, cast: Cast, signed_in: SignedIn) -> None:
    one, other = villagers(cast, 2)
    for person in (one, other):
        passes(cast, person, MAY, wrong=(1, 2), seconds=1, reading=timedelta(seconds=1))
    held, beside = held_class(cast, "Hội trường", time(8)), held_class(cast, "Trường", time(8))
    for each in (held, beside):
        record_attendances(each, [one.id], by=Actor(one.id, "o"), at=MAY + timedelta(60))
    sign_register(held, by=Actor(one.id, "o"), at=MAY + timedelta(60))
    visitor = signed_in("tung")
    rows = queries.signs(looking(cast))
    assert {row.sign.kind for row in rows} == {
        Kind.FAST_ANSWERS, Kind.FAST_READING, Kind.SAME_ANSWERS, Kind.LATE_REGISTER,
        Kind.OWN_REGISTER, Kind.TWO_PLACES,
    }  # fmt: skip
    for row in rows:
        shown = visitor.get(f"{PAGE}/{row.sign.fingerprint}").words
        assert one.full_name in shown or other.full_name in shown


def test_the_list_asks_the_database_little(
    app: Flask, cast: Cast, request: pytest.FixtureRequest
) -> None:
    one_device(cast)
    at_most = request.getfixturevalue("queries")
    with at_most(16):
        queries.signs(looking(cast))
