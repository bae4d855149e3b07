"""Verbs of drafts: begin a module, begin a new version of one, write what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from courses import queries
from courses.authoring.models import DraftOpening
from courses.authoring.queries import state_of
from courses.authoring.rules import EDITABLE
from courses.models import Module, ModuleVersion, Order, Topic
from courses.operations import Manuscript, Text, newest_quiz, write_version
from courses.scorm.operations import copy_attachments
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import fold, tidy
from quizzes.models import QuizVersion
from quizzes.operations.bank import begin_quiz, open_bank

FIRST_MINUTES, FIRST_REVIEW_MONTHS = 15, 12


@dataclass(frozen=True)
class Facts:
    """What a version says of itself, apart from its lessons and its quiz."""

    title: str
    summary: str
    topic: Topic
    language: str
    minutes: int
    competences: Sequence[str]
    objectives: Sequence[str]
    exercise: str
    points_to_confirm: Sequence[str]
    points_to_review: Sequence[str]
    review_months: int
    sequence: Order
    pocket_card: str

    @property
    def digest(self) -> str:
        """One figure for all of it: who saves names the one they saw."""
        return sha256(dumps(asdict(self)).encode()).hexdigest()[:16]


def facts_of(version: ModuleVersion) -> Facts:
    """What a version says of itself now."""
    names = set(Facts.__dataclass_fields__) - {"topic"}
    return Facts(topic=version.module.topic, **{name: getattr(version, name) for name in names})


def open_module(
    code: str,
    title: str,
    *,
    topic: Topic,
    language: str,
    compulsory: bool,
    by: Actor,
    at: datetime,
) -> ModuleVersion:
    """A new module with an empty first draft, a bank and a quiz. Sent twice it is made once."""
    code, title = tidy(code).upper(), tidy(title)
    if (known := queries.newest_version(code)) is not None:
        return _same(known, title)
    try:
        with db.session.begin_nested():
            open_bank(code, title)
            script = _empty(code, title, topic, language, compulsory)
            version = write_version(script, begin_quiz(code, title))
    except IntegrityError:
        raise Refused(_("Somebody else saved at the same moment. Please save once more.")) from None
    return _opened(version, by, at)


def _empty(code: str, title: str, topic: Topic, language: str, compulsory: bool) -> Manuscript:
    return Manuscript(
        code=code, topic=topic, compulsory=compulsory, language=language, title=title,
        summary="", minutes=FIRST_MINUTES, competences=(), objectives=(), exercise="",
        points_to_confirm=(), points_to_review=(), sequence=Order.FREE, pocket_card="",
        review_months=FIRST_REVIEW_MONTHS, lessons=(), source_hash="",
    )  # fmt: skip


def _same(known: ModuleVersion, title: str) -> ModuleVersion:
    if known.number == 1 and not known.is_frozen and known.title == title:
        return known
    raise Refused(
        _("The code %(code)s belongs to the module “%(title)s”. Please choose another one.",
          code=known.module.code, title=known.title)
    )  # fmt: skip


def open_draft(module: Module, *, by: Actor, at: datetime) -> ModuleVersion:
    """The open draft of a module; a copy of its newest version when there is none.

    Points to confirm are not copied: they were confirmed. There is never a second draft.
    """
    db.session.execute(select(Module.id).where(Module.id == module.id).with_for_update())
    newest = queries.newest_version(module.code)
    if newest is None:
        raise Refused(_("This module has no version yet."))
    if not newest.is_frozen:
        return newest
    lessons = queries.lessons_of(newest.id)
    facts = asdict(facts_of(newest)) | {"points_to_confirm": ()}
    script = Manuscript(
        code=module.code,
        compulsory=module.compulsory,
        lessons=[Text(lesson.title, lesson.body) for lesson in lessons],
        source_hash=newest.source_hash,  # the same files loaded again are still nothing new
        **facts,
    )
    version = write_version(script, newest_quiz(newest))
    for old, new in zip(lessons, queries.lessons_of(version.id), strict=True):
        copy_attachments(old.id, new.id)
    return _opened(version, by, at)


def _opened(version: ModuleVersion, by: Actor, at: datetime) -> ModuleVersion:
    db.session.add(DraftOpening(version_id=version.id, **entered(by, at)))
    record("draft.opened", version, by=by, at=at, label=version.title, version=version.number)
    return version


def check_open(version: ModuleVersion) -> None:
    """Refuse to change what waits for a decision, is approved or published."""
    if state_of(version) not in EDITABLE:
        raise Refused(
            _("This version is not open for writing. Take it back first, or begin a new one.")
        )


def revise(version: ModuleVersion, facts: Facts, *, seen: str, by: Actor, at: datetime) -> None:
    """Write what a draft is about; `seen` is the digest of what its author saw.

    Refused when somebody else wrote something different meanwhile.
    """
    check_open(version)
    known = facts_of(version)
    if known == facts:
        return
    if known.digest != seen:
        raise Refused(
            _("Somebody else saved this page meanwhile, so nothing was saved. What you typed is "
              "below; look at theirs in another window, then save again if yours should stay.")
        )  # fmt: skip
    for name, value in asdict(facts).items():
        setattr(version.module if name == "topic" else version, name, value)
    version.folded = fold(f"{facts.title} {facts.summary}")
    record("draft.revised", version, by=by, at=at, label=version.title)


def use_quiz(version: ModuleVersion, quiz: QuizVersion, *, by: Actor, at: datetime) -> None:
    """Let a draft use another version of its quiz; again is harmless."""
    check_open(version)
    if version.quiz_version_id == quiz.id:
        return
    version.quiz_version_id = quiz.id
    record("draft.quiz_chosen", version, by=by, at=at, label=version.title, version=quiz.number)
