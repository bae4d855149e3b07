"""Write for others: ask, answer, mark the best answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from courses.models import Lesson, ModuleVersion
from lms.community import queries, rules
from lms.community.models import (
    Answer,
    BestAnswer,
    Posting,
    Question,
)
from lms.community.permissions import CommunityPermission
from lms.community.places import line_words
from lms.community.question_queries import get_question
from lms.community.rules import PostingKind, PostingState
from lms.community.words import PERSONAL
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import ZONE, local_day
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.names import fold, tidy
from lms.core.once import insert_once

TALK = (PostingKind.QUESTION, PostingKind.ANSWER)


@dataclass(frozen=True)
class Text:
    """What somebody wrote, and what tells a form sent twice from two forms."""

    words: str
    request_id: str
    title: str = ""


def ask(
    version: ModuleVersion, lesson: Lesson, text: Text, line: int | None, *, by: Actor, at: datetime
) -> UUID:
    """Ask about a lesson, or about one line of it."""
    if not queries.learns(by, version.module_id):
        raise Refused(_("Begin this module first; then you can ask and answer here."))
    words = line_words(lesson, line)
    posting, is_new = write(PostingKind.QUESTION, text, f"{lesson.title} {words}", by=by, at=at)
    if is_new:
        about = Question(
            posting_id=posting.id,
            module_id=version.module_id,
            position=lesson.position,
            lesson_title=lesson.title,
            version_number=version.number,
            line=line if words else None,
            line_words=words,
        )
        db.session.add(about)
    return posting.id


def answer(question: Posting, text: Text, *, by: Actor, at: datetime) -> UUID:
    """Answer a question everybody can read."""
    _posting, about = get_question(by, question.id)
    if not queries.may_answer(by, about):
        raise Refused(_("Begin this module first; then you can ask and answer here."))
    refuse_unshown(question)
    posting, is_new = write(PostingKind.ANSWER, text, "", by=by, at=at)
    if is_new:
        db.session.add(Answer(posting_id=posting.id, question_id=question.id))
    return posting.id


def choose_best(question: Posting, reply: Posting, *, by: Actor, at: datetime) -> None:
    """Mark an answer as the best one: the asker may, and a trainer. The last choice holds."""
    if not may_choose_best(by, question) or queries.question_id_of(reply) != question.id:
        raise Refused(_("Only who asked or a trainer marks the best answer."))
    refuse_unshown(reply)
    row = db.session.get(BestAnswer, question.id)
    if row is None:
        row = BestAnswer(question_id=question.id, answer_id=reply.id, **entered(by, at))
        db.session.add(row)
    elif row.answer_id != reply.id:
        row.answer_id, row.by_id, row.by_name, row.at = reply.id, by.id, by.name, at
    else:
        return
    record("answer.chosen", reply, by=by, at=at, label=rules.shortened(question.text, 60))


def may_choose_best(actor: Actor, question: Posting) -> bool:
    """Whether the actor may mark the best answer to a question."""
    return actor.may(CommunityPermission.TEACH) or queries.is_own(actor, question)


def write(
    kind: PostingKind, text: Text, around: str, *, by: Actor, at: datetime
) -> tuple[Posting, bool]:
    """Keep a text and whether it is new. `around` is searched too, but is not the text itself."""
    if done := known(by, text.request_id):
        return done, False
    refuse_personal(f"{text.title}\n{text.words}")
    _refuse_too_many(kind, by, at)
    title, words = tidy(text.title), rules.plain_text(text.words)
    is_new = insert_once(
        Posting,
        id=new_id(),
        kind=kind,
        state=PostingState.WAITING if kind is PostingKind.PRACTICE else PostingState.SHOWN,
        title=title,
        text=words,
        folded_title=fold(title or words),
        folded=fold(f"{title} {words} {around}"),
        place=queries.place_of(by.person_id, local_day(at)),
        by_trainer=by.may(CommunityPermission.TEACH),
        request_id=text.request_id,
        **entered(by, at),
    )
    posting = known(by, text.request_id)
    if posting is None:
        raise Refused(_("This could not be kept. Please open the page again."))
    return posting, is_new


def known(by: Actor, request_id: str) -> Posting | None:
    """What a form already brought, when it is sent again."""
    return db.session.scalar(
        select(Posting).where(Posting.by_id == by.person_id, Posting.request_id == request_id)
    )


def refuse_personal(text: str) -> None:
    """Numbers of people must not stand where everybody reads."""
    if found := rules.personal_in(text):
        raise Refused(str(PERSONAL[found]))


def refuse_unshown(posting: Posting) -> None:
    """Nothing is added to what not everybody can read."""
    if posting.state is not PostingState.SHOWN:
        raise Refused(_("Not everybody can read this now, so nothing can be added to it."))


def _refuse_too_many(kind: PostingKind, by: Actor, at: datetime) -> None:
    """So much a day and no more: enough for everybody, too little for nonsense."""
    is_talk = kind in TALK
    if is_talk and by.may(CommunityPermission.TEACH):
        return  # a trainer may answer all that waits
    kinds, most = (TALK, rules.WORDS_A_DAY) if is_talk else ((kind,), rules.PRACTICES_A_DAY)
    since = datetime.combine(local_day(at), time.min, ZONE)
    if queries.written_since(by.person_id, kinds, since) < most:
        return
    if is_talk:
        raise Refused(
            _(
                "You have written %(most)s questions and answers today. "
                "Please go on tomorrow; what you typed is still here.",
                most=most,
            )
        )
    raise Refused(
        _("You have sent %(most)s posts today. Please send the next one tomorrow.", most=most)
    )
