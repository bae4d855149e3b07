"""A handful of signs in one commune of the demo: what an auditor would look at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from courses import operations as learning
from courses.models import ModuleVersion
from courses.queries import find_enrolment, lessons_of
from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.demo.roster import DemoCommune, Member
from lms.org.official import KNOWN_SINCE
from lms.people.operations.accounts import end_help, start_help
from lms.training import operations as training
from lms.training.models import Organiser
from quizzes import queries as quiz_queries
from quizzes.operations import sitting as quizzes

SHARED_PHONE = sha256(b"the phone of a team of the demo").hexdigest()
AGO = timedelta(days=2)
LATE = timedelta(days=45)
AN_HOUR = timedelta(hours=1)
EVERY_LEARNER = timedelta(minutes=4)
SEED = 7


@dataclass(frozen=True)
class Sitting:
    """How somebody hands a quiz in: when, at which pace, with which mistakes, on which phone."""

    at: datetime
    seconds: int = 40
    wrong: tuple[int, ...] = ()
    device_key: str | None = None


def leave_signs(
    communes: Sequence[DemoCommune], module: ModuleVersion, by: Actor, today: date
) -> None:
    """Five on one phone (and one who is helped), two alike, one too fast, one class entered late.

    They lie in the first commune that has people enough who are new to the module.
    """
    evening = datetime.combine(today - AGO, time(19), ZONE)
    if (today - LATE).year != today.year:
        return
    for commune in communes:
        teams = [_free(team.members, module, today) for team in commune.teams]
        large = [team for team in teams if len(team) > 5]
        small = [team for team in teams if len(team) > 2 and team is not next(iter(large), None)]
        if large and small:
            _one_phone(large[0], module, evening)
            _alike_and_fast(small[0], module, evening)
            _entered_late(commune, by, today)
            return


def _free(members: Sequence[Member], module: ModuleVersion, today: date) -> list[Member]:
    """Who has been in the team all along and has not begun the module."""
    return [
        one
        for one in members
        if one.membership.until is None
        and one.membership.since == KNOWN_SINCE
        and find_enrolment(one.person.id, module.module_id, today.year) is None
    ]


def _one_phone(team: Sequence[Member], module: ModuleVersion, at: datetime) -> None:
    """The first five hand in on one phone; the sixth is helped by the first meanwhile."""
    for place, member in enumerate(team[:5]):
        _pass(member, module, Sitting(at + place * EVERY_LEARNER, device_key=SHARED_PHONE))
    begun = at + 2 * EVERY_LEARNER
    helper = Actor(team[0].person.id, team[0].person.full_name)
    helped = start_help(team[5].person, by=helper, at=begun)
    _pass(team[5], module, Sitting(begun + EVERY_LEARNER / 2, device_key=SHARED_PHONE))
    end_help(helped, at=begun + EVERY_LEARNER)


def _alike_and_fast(team: Sequence[Member], module: ModuleVersion, at: datetime) -> None:
    for place, member in enumerate(team[:2]):
        _pass(member, module, Sitting(at + place * AN_HOUR, wrong=(3, 8)))
    _pass(team[2], module, Sitting(at, seconds=2))


def _pass(member: Member, module: ModuleVersion, sitting: Sitting) -> None:
    """Read the lessons in the two hours before, answer all questions, hand in."""
    by, began = Actor(member.person.id, member.person.full_name), sitting.at - 2 * AN_HOUR
    enrolment = learning.enrol(module, by=by, at=began)
    for number, lesson in enumerate(lessons_of(module.id), 1):
        learning.read(enrolment, lesson.id, at=began + number * EVERY_LEARNER)
    origin = f"/courses/modules/{module.module_id}"
    attempt = learning.sit_quiz(enrolment, by=by, at=began + AN_HOUR, origin=origin, seed=SEED)
    db.session.flush()
    items = quiz_queries.items_of(attempt.id)
    for item in items:
        options = len(item.item_version.options)
        chosen = (int(item.item_version.key["option"]) + (item.position in sitting.wrong)) % options
        left = len(items) - item.position + 1
        quizzes.answer(
            attempt,
            item.position,
            {"option": chosen},
            request_id=f"demo-{item.position}",
            at=sitting.at - timedelta(seconds=sitting.seconds * left),
        )
    quizzes.submit(attempt, by=by, at=sitting.at, device_key=sitting.device_key)
    db.session.flush()


def _entered_late(commune: DemoCommune, by: Actor, today: date) -> None:
    """The list of a class came in six weeks late."""
    held_on = today - LATE
    held = training.plan_class(
        "Cài đặt và sử dụng VNeID",
        commune.unit.id,
        held_on=held_on,
        hours=4,
        organiser=Organiser.COMMUNE,
        place=f"Nhà văn hóa {commune.title}",
    )
    db.session.flush()
    people = [
        one.person.id
        for one in commune.members
        if one.membership.until is None and one.membership.since <= held_on
    ]
    entered = datetime.combine(today - AGO, time(9), ZONE)
    training.record_attendances(held, people[:9], by=by, at=entered)
