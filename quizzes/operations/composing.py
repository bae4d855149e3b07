"""Verbs of making quizzes: a new one, and a new version of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes import composing_queries, queries
from quizzes.models import ItemVersion, Quiz, QuizVersion
from quizzes.operations import bank
from quizzes.rules import plans
from quizzes.rules.changes import MadeUp
from quizzes.rules.plans import Plan


def new_quiz(code: str, title: str, *, by: Actor, at: datetime) -> Quiz:
    """A new quiz without a version yet. Sent twice it is made once."""
    code, title = tidy(code).upper(), tidy(title)
    found = db.session.scalar(select(Quiz).where(Quiz.code == code))
    if found is not None and found.title == title:
        return found
    if found is not None:
        raise Refused(
            _("The code %(code)s belongs to the quiz “%(title)s”. Please choose another one.",
              code=code, title=found.title)
        )  # fmt: skip
    quiz = Quiz(code=code, title=title)
    db.session.add(quiz)
    db.session.flush()
    record("quiz.opened", quiz, by=by, at=at, label=title)
    return quiz


def compose(
    quiz: Quiz,
    plan: Plan,
    items: Sequence[ItemVersion],
    fixed: Sequence[ItemVersion] = (),
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> QuizVersion:
    """A new version of a quiz; `seen` is the number of the newest one its author saw, 0 for none.

    The same plan sent again gives the version it made. Refused when somebody else made one
    meanwhile, and when the items cannot fill the plan.
    """
    newest = composing_queries.newest_version(quiz.id)
    asked = _made_up(plan, items, fixed)
    if newest is not None and composing_queries.made_up([newest]) == [asked]:
        return newest
    if newest is not None and newest.number != seen:
        raise Refused(
            _("Somebody else made version %(n)s of this quiz meanwhile. Nothing of yours is lost: "
              "look at theirs, then save again if yours should be the newest.", n=newest.number)
        )  # fmt: skip
    _check(plan, items, fixed)
    try:
        with db.session.begin_nested():
            version = _composed(quiz, plan, items, fixed)
    except IntegrityError:  # another author made the same number at the same moment
        raise Refused(_("Somebody else saved at the same moment. Please save once more.")) from None
    record("quiz.composed", version, by=by, at=at, label=quiz.title, version=version.number)
    return version


def _made_up(plan: Plan, items: Sequence[ItemVersion], fixed: Sequence[ItemVersion]) -> MadeUp:
    limits = {
        "draw": plan.draw,
        "pass_mark": plan.pass_mark,
        "blueprint": [asdict(line) for line in plan.blueprint],
        **plan.policy.columns(),
    }
    return MadeUp({one.item_id: one.id for one in items}, {one.item_id for one in fixed}, limits)


def _check(plan: Plan, items: Sequence[ItemVersion], fixed: Sequence[ItemVersion]) -> None:
    always = {one.id for one in fixed}
    cards = [queries.card_of(one, is_fixed=one.id in always) for one in items]
    found = plans.problems(plan, cards)
    if plans.missing(plan, cards):
        found.append(_("The bank does not have enough items for a line of the plan."))
    if found:
        raise Refused(" ".join(found))


def _composed(
    quiz: Quiz, plan: Plan, items: Sequence[ItemVersion], fixed: Sequence[ItemVersion]
) -> QuizVersion:
    return bank.compose_quiz(
        quiz.code,
        quiz.title,
        items,
        draw=plan.draw,
        pass_mark=plan.pass_mark,
        policy=plan.policy,
        blueprint=plan.blueprint,
        fixed=fixed,
    )
