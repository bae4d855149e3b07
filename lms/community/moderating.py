"""Take back, judge and report what was written; say that it is useful."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from lms.community import queries, rules
from lms.community.models import Posting, PostingReport, PostingStep, Usefulness
from lms.community.operations import refuse_unshown
from lms.community.rules import PostingState
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.once import insert_once


def withdraw(posting: Posting, *, by: Actor, at: datetime) -> None:
    """Take back what one wrote oneself; again is harmless."""
    if not queries.is_own(by, posting):
        raise Refused(_("Only who wrote it can take it back."))
    if posting.state is not PostingState.WITHDRAWN:
        _step(posting, PostingState.WITHDRAWN, "", by=by, at=at)


def judge(posting: Posting, state: PostingState, reason: str, *, by: Actor, at: datetime) -> None:
    """Show, hide or send back what somebody wrote. Its open reports are settled by it."""
    if queries.is_own(by, posting):
        raise Refused(_("Somebody else must look at what you wrote."))
    is_reported = bool(queries.open_reports(posting.id))
    if state not in rules.judgements(posting.state, is_reported=is_reported):
        raise Refused(_("Somebody has looked at it meanwhile. Please read how it stands now."))
    if rules.needs_reason(state) and not tidy(reason):
        raise Refused(_("Please say why: the author will read it."))
    _step(posting, state, tidy(reason), by=by, at=at)
    label = posting.title or rules.shortened(posting.text, 60)
    record("posting.judged", posting, by=by, at=at, label=label, state=state.value)


def _step(posting: Posting, state: PostingState, reason: str, *, by: Actor, at: datetime) -> None:
    posting.state = state
    step = PostingStep(posting_id=posting.id, state=state, reason=reason, **entered(by, at))
    db.session.add(step)
    db.session.flush()


def report(posting: Posting, words: str, *, by: Actor, at: datetime) -> bool:
    """Ask the officers to look at a posting; once a person. Whether it is new."""
    refuse_unshown(posting)
    return insert_once(
        PostingReport, id=new_id(), posting_id=posting.id, words=tidy(words), **entered(by, at)
    )


def find_useful(practice: Posting, *, by: Actor, at: datetime) -> bool:
    """Say that a good practice of somebody else is useful; once. Whether it is new."""
    refuse_unshown(practice)
    if queries.is_own(by, practice):
        raise Refused(_("This is for the others to say."))
    return insert_once(Usefulness, posting_id=practice.id, person_id=by.person_id, at=at)
