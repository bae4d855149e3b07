"""What a phone brings back from where there is no network: once, in order, by rule, in words."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import func, select, update

from certificates.models import Certificate
from courses.authoring.models import Withdrawal
from courses.models import Enrolment, ModuleCompletion
from courses.offline import operations
from courses.offline.models import PhoneEvent
from courses.offline.rules import Answer, Fate, Kind, Sent
from courses.queries import lessons_of
from lms.core.db import db
from quizzes import offline_queries, standing_queries
from quizzes.models import Attempt, QuizVersion, Way
from quizzes.offline_models import OfflineKit
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark, an_enrolment, everything_read

HOUR = timedelta(hours=1)
ARRIVED = MARCH + 24 * HOUR


def a_kit(cast: Cast, enrolment: Enrolment, who: str = "lan") -> OfflineKit:
    return operations.issue_kit(enrolment, origin="/courses/", by=cast.actor(who), at=MARCH)


def answers(kit: OfflineKit, right: int, at: datetime) -> dict[int, Answer]:
    """The first `right` questions answered rightly, the others wrongly, a minute each."""
    given = {}
    for item in offline_queries.items_of_kit(kit.id):
        key = item.item_version.key["option"]
        chosen = key if item.position <= right else (key + 1) % len(item.item_version.options)
        minute = at + timedelta(minutes=item.position)
        given[item.position] = Answer(f"option={chosen}&csrf_token=x", minute)
    return given


def an_attempt(kit: OfflineKit, right: int = 10, at: datetime = MARCH + HOUR) -> Sent:
    return Sent(uuid4(), Kind.ATTEMPT, kit.id, at, at + HOUR, answers(kit, right, at))


def receive(cast: Cast, sent: Sent, who: str = "lan", at: datetime = ARRIVED) -> PhoneEvent:
    return operations.receive(sent, {}, by=cast.actor(who), at=at, device_key=None)


def sat_by_lan(cast: Cast, kit: OfflineKit) -> Sequence[Attempt]:
    """The tests of the year at the quiz of a kit."""
    person_id = cast.actor("lan").person_id
    return standing_queries.tests_of(kit.quiz_version.quiz_id, person_id, ARRIVED)


def limit(kit: OfflineKit, **limits: Any) -> None:
    """Let the quiz have had limits all along: a version is frozen."""
    these = QuizVersion.id == kit.quiz_version_id
    db.session.execute(update(QuizVersion).where(these).values(**limits))
    db.session.refresh(kit.quiz_version)


def count(kind: type[Any], **same: Any) -> int:
    query = select(func.count()).select_from(kind).filter_by(**same)
    return db.session.scalar(query) or 0


def test_lessons_and_quiz_arrive_once_and_certify_once(app: Flask, cast: Cast) -> None:
    enrolment = an_enrolment(cast)
    kit = a_kit(cast, enrolment)
    assert a_kit(cast, enrolment) is kit  # asked again, the same questions
    for number, lesson in enumerate(lessons_of(enrolment.version_id)):
        moment = MARCH + timedelta(minutes=number)
        sent = Sent(uuid4(), Kind.READING, lesson.id, moment, moment)
        assert receive(cast, sent).fate is Fate.TAKEN
        assert receive(cast, sent).received_at == ARRIVED
    sat = an_attempt(kit)
    first = receive(cast, sat)
    assert (first.fate, first.words.count("10")) == (Fate.TAKEN, 2)
    assert receive(cast, sat, at=ARRIVED + HOUR) is first  # a retry
    other_phone = receive(cast, an_attempt(kit, right=2))  # the same questions from elsewhere
    assert (other_phone.fate, other_phone.attempt_id) == (Fate.USED, first.attempt_id)
    [attempt] = sat_by_lan(cast, kit)
    assert attempt.way is Way.OFFLINE
    assert attempt.started_at == MARCH + HOUR
    [completion] = db.session.scalars(select(ModuleCompletion)).all()
    assert completion.completed_at == MARCH + 2 * HOUR  # when it happened, not when it arrived
    assert count(Certificate, person_id=cast.actor("lan").person_id) == 1


def test_passed_elsewhere_meanwhile(app: Flask, cast: Cast) -> None:
    """Both attempts stand; what was reached first stays, and so does the certificate."""
    kit = a_kit(cast, everything_read(an_enrolment(cast)))
    a_mark(cast, at=MARCH + 3 * HOUR)
    event = receive(cast, an_attempt(kit, right=3))
    assert event.fate is Fate.TAKEN
    assert "3" in event.words
    assert len(sat_by_lan(cast, kit)) == 2
    assert count(Certificate, person_id=cast.actor("lan").person_id) == 1


def test_withdrawn_unread_or_without_a_try_left_it_does_not_count(app: Flask, cast: Cast) -> None:
    enrolment = an_enrolment(cast)
    kit = a_kit(cast, enrolment)
    assert receive(cast, an_attempt(kit)).fate is Fate.UNREAD
    everything_read(enrolment)
    limit(kit, most_tries=1)
    a_mark(cast, right=2, at=MARCH + timedelta(minutes=5))
    barred = receive(cast, an_attempt(kit))
    assert barred.fate is Fate.BARRED
    assert barred.words
    taken_back = Withdrawal(
        version_id=enrolment.version_id, reason="sai", by_id=None, by_name="x", at=MARCH
    )
    db.session.add(taken_back)
    db.session.flush()
    assert receive(cast, an_attempt(kit)).fate is Fate.WITHDRAWN
    assert len(sat_by_lan(cast, kit)) == 1


def test_answers_after_a_hard_limit_are_left_out(app: Flask, cast: Cast) -> None:
    kit = a_kit(cast, everything_read(an_enrolment(cast)))
    limit(kit, seconds_allowed=360, hard_limit=True)
    event = receive(cast, an_attempt(kit))
    attempt = db.session.get_one(Attempt, event.attempt_id)
    assert attempt.mark is not None
    assert attempt.mark.score == 7  # six minutes and the grace of one
    assert attempt.deadline == MARCH + HOUR + timedelta(minutes=6)
    assert "3" in event.words


def test_nobody_sends_the_work_of_another(app: Flask, cast: Cast) -> None:
    kit = a_kit(cast, everything_read(an_enrolment(cast)))
    assert receive(cast, an_attempt(kit), who="minh").fate is Fate.UNKNOWN
    assert count(Attempt) == 0
    lesson = Sent(uuid4(), Kind.READING, UUID(int=5), MARCH, MARCH)
    assert receive(cast, lesson).fate is Fate.UNKNOWN


def test_the_pages(app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]) -> None:
    lan, minh = signed_in("lan"), signed_in("minh")
    module = f"/courses/modules/{cast.modules['m0']}"
    lan.get(module)
    lan.press("Bắt đầu học")
    lan.get(f"{module}/offline")
    luggage = lan.client.get(f"{module}/offline/list").get_json()
    assert len(luggage["lessons"]) > 3
    pass_ = lan.client.get("/courses/phone/token").get_json()
    headers = {"X-CSRFToken": pass_["token"], "Accept": "application/json"}
    kit = lan.client.post(f"{module}/offline-kits", headers=headers).get_json()
    page = lan.get(kit["url"])
    for item in offline_queries.items_of_kit(UUID(kit["id"])):
        assert item.item_version.stem in page.html
        assert item.item_version.explanation not in page.html
    assert minh.client.get(kit["url"]).status_code == 404
    body: dict[str, Any] = {
        "now": 0,
        "events": [
            {"id": str(uuid4()), "kind": "reading", "subject": luggage["lessons"][0]["id"], "at": 0}
        ],
    }
    assert lan.client.post("/courses/phone/events", json=body).status_code == 400  # no token
    reply = lan.client.post("/courses/phone/events", json=body, headers=headers).get_json()
    assert reply["results"][0]["counted"]
    assert lan.client.post("/courses/phone/events", json=[], headers=headers).status_code == 422
    assert luggage["lessons"][0]["title"] in lan.get("/courses/phone").text
    lan.client.get("/offline", follow_redirects=True)
    assert lan.client.get("/manifest.webmanifest").get_json()["display"] == "standalone"
    assert "importScripts" in lan.client.get("/sw.js").get_data(as_text=True)
