"""Verbs of learning without network: take questions along, take in what was done."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from courses import operations as learning
from courses import queries as courses
from courses.models import Enrolment, EnrolmentAttempt, Lesson
from courses.offline import queries, words
from courses.offline.models import EnrolmentKit, PhoneEvent
from courses.offline.rules import Fate, Kind, Sent, fate_of_attempt, settled
from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.once import insert_once
from quizzes import offline_queries
from quizzes.offline_models import OfflineKit
from quizzes.operations import offline as quizzes
from quizzes.operations.offline import Given, Sat
from quizzes.queries import lock_learner
from quizzes.standing_queries import standing


def issue_kit(enrolment: Enrolment, *, origin: str, by: Actor, at: datetime) -> OfflineKit:
    """The questions of the module's quiz to be taken along."""
    kit = quizzes.issue(learning.quiz_of(enrolment), origin=origin, by=by, at=at)
    insert_once(EnrolmentKit, kit_id=kit.id, enrolment_id=enrolment.id)
    return kit


def receive(
    sent: Sent, said: dict[str, Any], *, by: Actor, at: datetime, device_key: str | None
) -> PhoneEvent:
    """Take in one thing a phone sends. Sent again, the first outcome stands."""
    lock_learner(by.person_id)
    known = db.session.get(PhoneEvent, sent.id)
    if known is not None:
        if known.person_id != by.person_id:
            raise Missing
        return known
    take = {Kind.READING: _take_reading, Kind.ATTEMPT: _take_attempt}[sent.kind]
    event = take(sent, by, at, device_key)
    event.sent = said
    db.session.add(event)
    db.session.flush()
    return event


def _take_reading(sent: Sent, by: Actor, at: datetime, _device: str | None) -> PhoneEvent:
    lesson = db.session.get(Lesson, sent.subject)
    if lesson is None:
        return _event(sent, by, at, at, Fate.UNKNOWN, words.unknown())
    year = local_day(settled(sent.happened_at, not_before=sent.happened_at, received_at=at)).year
    try:
        enrolment = courses.enrolment_for(by, lesson, year)
    except Missing:
        return _event(sent, by, at, at, Fate.UNKNOWN, words.unknown())
    when = settled(sent.happened_at, not_before=enrolment.began_at, received_at=at)
    try:
        learning.read(enrolment, lesson.id, at=when)
    except Refused as refused:  # a rule of the lesson itself
        return _event(sent, by, at, when, Fate.UNREAD, refused.message)
    return _event(sent, by, at, when, Fate.TAKEN, words.read(lesson.title))


def _take_attempt(sent: Sent, by: Actor, at: datetime, device_key: str | None) -> PhoneEvent:
    try:
        kit = offline_queries.get_kit(by, sent.subject)
    except Missing:
        return _event(sent, by, at, at, Fate.UNKNOWN, words.unknown())
    enrolment = queries.enrolment_of_kit(kit.id)
    if enrolment is None:
        return _event(sent, by, at, at, Fate.UNKNOWN, words.unknown())
    began = settled(sent.began_at, not_before=kit.issued_at, received_at=at)
    ended = settled(sent.happened_at, not_before=began, received_at=at)
    used_by = offline_queries.attempt_of_kit(kit.id)
    stands = standing(kit.quiz_version, by.person_id, began)
    fate = fate_of_attempt(
        began,
        is_used=used_by is not None,
        withdrawn_at=queries.withdrawn_at(enrolment.version_id),
        has_unread=courses.progress_of(enrolment).next_lesson_id is not None,
        may_start=stands.chance.may_start,
    )
    if fate is not Fate.TAKEN:
        told = words.not_counted(fate, enrolment.version.title, stands)
        return _event(sent, by, at, ended, fate, told, used_by)
    had_passed = bool(courses.completed_ids([enrolment.id]))
    answers = {
        place: Given(one.fields, settled(one.at, not_before=began, received_at=at))
        for place, one in sent.answers.items()
    }
    attempt = quizzes.begin(kit, began, by=by)
    db.session.add(EnrolmentAttempt(attempt_id=attempt.id, enrolment_id=enrolment.id))
    db.session.flush()
    sat = Sat(began, ended, answers)
    taken = quizzes.hand_in(attempt, sat, by=by, received_at=at, device_key=device_key)
    told = words.taken(taken, enrolment.version.title, had_passed=had_passed)
    return _event(sent, by, at, ended, Fate.TAKEN, told, attempt.id)


def _event(
    sent: Sent,
    by: Actor,
    at: datetime,
    happened_at: datetime,
    fate: Fate,
    told: str,
    attempt_id: UUID | None = None,
) -> PhoneEvent:
    return PhoneEvent(
        id=sent.id,
        person_id=by.person_id,
        kind=sent.kind,
        subject_id=sent.subject,
        happened_at=happened_at,
        received_at=at,
        fate=fate,
        attempt_id=attempt_id,
        words=told,
    )
