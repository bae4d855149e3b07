"""Verbs of “please call me”: ask for a call, note that somebody called."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.once import insert_once
from lms.people.models import Person
from quizzes import queries
from quizzes.models import Attempt
from quizzes.policy_models import CallBack, CallRequest
from quizzes.standing_queries import standing


def ask_for_call(attempt: Attempt, *, by: Actor, at: datetime) -> None:
    """Ask to be called after the latest failed test; once for a test, again is harmless."""
    version = queries.released_version(attempt.quiz_version.quiz_id) or attempt.quiz_version
    found = standing(version, by.person_id, at)
    if not found.is_stuck or found.failed_id != attempt.id:
        raise Refused(
            _("Ask to be called after your latest test, when you cannot get on by yourself.")
        )
    is_new = insert_once(
        CallRequest,
        id=new_id(),
        person_id=by.person_id,
        quiz_id=attempt.quiz_version.quiz_id,
        attempt_id=attempt.id,
        asked_at=at,
    )
    if is_new:
        record("call.requested", attempt, by=by, at=at, label=attempt.quiz_version.quiz.title)


def call_back(request: CallRequest, note: str, *, by: Actor, at: datetime) -> None:
    """Note that somebody spoke with who asked, and what came of it. The first one counts."""
    if request.person_id == by.id:
        raise Refused(_("Somebody else must call you."))
    is_new = insert_once(CallBack, request_id=request.id, note=tidy(note), **entered(by, at))
    if is_new:
        asker = db.session.get_one(Person, request.person_id)
        record("call.answered", request, by=by, at=at, label=asker.full_name)
