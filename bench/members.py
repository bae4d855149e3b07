"""A thousand members with an open quiz, signed in: rows through the operations, cookies as ours."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from flask import Flask, session
from sqlalchemy import select

from courses.models import ModuleVersion
from courses.operations import enrol, read, sit_quiz
from courses.queries import latest_published, lessons_of
from lms.core.access import Actor
from lms.core.clock import now, today
from lms.core.db import db, new_id, transaction
from lms.people import signin
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Person, Team, TeamPlacement, TeamRole
from lms.people.operations.accounts import see_notice
from lms.people.operations.entering import add_to_roster, enter_person, found_team
from quizzes.models import Attempt

A_TEAM = 8


@dataclass
class Member:
    """One of them: the cookie of their phone, their attempt, and how far they are."""

    cookie: str
    attempt: str
    position: int = 0
    token: str = ""


def enter_members(app: Flask, count: int) -> list[Member]:
    """Enter, enrol, read, open the quiz and sign in; the members in no order of consequence."""
    with app.app_context(), transaction():
        version = latest_published()[0]
        attempts = [_one(version, number) for number in range(count)]
        db.session.flush()
        members = [Member(_cookie(app, a.person_id), str(a.id)) for a in attempts]
    Random(7).shuffle(members)
    return members


def _one(version: ModuleVersion, number: int) -> Attempt:
    person = enter_person(f"Hoàng Văn {number}", since=today())
    db.session.flush()
    add_to_roster(person.id, _team(number).id, TeamRole.MEMBER, since=today())
    db.session.add(
        Account(person_id=person.id, username=f"do{number}", secret_hash="", opened_at=now())
    )
    actor = Actor(person.id, person.full_name)
    see_notice(person.id, NOTICE_VERSION, at=now())
    enrolment = enrol(version, by=actor, at=now())
    for lesson in lessons_of(version.id):
        read(enrolment, lesson.id, at=now())
    return sit_quiz(enrolment, by=actor, at=now(), origin=f"/courses/modules/{version.module_id}")


def _team(number: int) -> Team:
    """A team of its own for every eight of them."""
    name = f"Tổ đo {number // A_TEAM}"
    team = db.session.scalar(select(Team).where(Team.name == name))
    if team is None:
        unit_id = db.session.scalar(select(TeamPlacement.unit_id).limit(1))
        team = found_team(name, unit_id or new_id(), since=today())
        db.session.flush()
    return team


def _cookie(app: Flask, person_id: object) -> str:
    """The session cookie a sign-in would have left on the phone."""
    person = db.session.get_one(Person, person_id)
    with app.test_request_context():
        signin.start(person, at=now(), own_phone=True)
        reply = app.response_class()
        app.session_interface.save_session(app, session, reply)
    return reply.headers["Set-Cookie"].split(";")[0]
