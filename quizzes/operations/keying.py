"""Verbs of keying papers: one person keys, another one does so blind, then the attempt counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.codes import shown_code
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.i18n import day
from lms.people.queries import canonical
from quizzes import paper_queries as questions
from quizzes.models import Way
from quizzes.operations import taking
from quizzes.paper_models import Paper, PaperConfirmation, PaperKeying
from quizzes.paper_queries import PaperState, reading_of
from quizzes.rules import papers
from quizzes.rules.drawing import Drawn
from quizzes.rules.papers import Reading


def key(paper: Paper, reading: Reading, *, by: Actor, at: datetime) -> PaperState:
    """Keep what somebody read off a paper, who has not seen what anybody else keyed.

    The first person may mend theirs until it is confirmed. When another person reads the same, the
    paper is confirmed and its attempt counts; otherwise the two have something to settle.
    """
    state = _turn(paper)
    if _done_before(state, by):
        return state
    reading = _checked(state, reading, by, at)
    mine = state.first if state.first is None or state.is_first(by.id) else state.second
    if mine is None or mine.by_id != by.id or reading_of(mine) != reading:
        _add_keying(paper, reading, by, at)
    state = questions.state_of(paper)
    if state.second is not None and state.second.by_id == by.id and not state.differences:
        _confirm(state, reading_of(state.second), {}, by, at)
    return questions.state_of(paper)


def settle(
    paper: Paper, second_is_right: Mapping[str, bool], *, by: Actor, at: datetime
) -> PaperState:
    """The second person decides everything on which the two do not agree, and confirms."""
    state = _turn(paper)
    if _done_before(state, by):
        return state
    if state.first is None or state.second is None or not state.differences:
        raise Refused(_("There is nothing to settle on this paper."))
    if state.second.by_id != by.id:
        raise Refused(_("Only the second person settles it: %(who)s.", who=state.second.by_name))
    if set(second_is_right) != set(state.differences):
        raise Refused(_("Please decide everything on which the two do not agree."))
    one, other = reading_of(state.first), reading_of(state.second)
    reading = _checked(state, papers.settled(one, other, second_is_right), by, at)
    told, others, result = one.told(), other.told(), reading.told()
    differences = {
        name: {part: said.get(name, "") for part, said in
               (("first", told), ("second", others), ("settled", result))}
        for name in state.differences
    }  # fmt: skip
    _confirm(state, reading, differences, by, at)
    return questions.state_of(paper)


def _turn(paper: Paper) -> PaperState:
    """How far a paper is, locked against a second hand."""
    db.session.execute(select(Paper.id).where(Paper.id == paper.id).with_for_update())
    return questions.state_of(paper)


def _done_before(state: PaperState, by: Actor) -> bool:
    """Whether the same person confirmed it a moment ago. Refused when another one did."""
    if state.confirmation is None:
        return False
    if state.confirmation.by_id != by.id:
        raise Refused(
            _("%(who)s has confirmed this paper already.", who=state.confirmation.by_name)
        )
    return True


def _checked(state: PaperState, reading: Reading, by: Actor, at: datetime) -> Reading:
    """The reading, about the person as they are known now. Refused for what cannot be."""
    person_id = canonical([reading.person_id])[reading.person_id]
    if by.id is not None and person_id == canonical([by.id])[by.id]:
        raise Refused(_("This is your own paper. Others must key it."))
    printed_on = local_day(state.paper.batch.at)
    if not printed_on <= reading.sat_on <= local_day(at):
        raise Refused(
            _("It was printed on %(day)s: it was sat on that day or later, and not after today.",
              day=day(printed_on))
        )  # fmt: skip
    wrong = papers.not_understood(state.questions, reading.answers)
    if wrong:
        places = ", ".join(map(str, wrong))
        raise Refused(_("What was typed for these questions is no answer: %(n)s.", n=places))
    known = {str(number) for number in range(1, len(state.questions) + 1)}
    kept = {name: text for name, text in reading.answers.items() if text and name in known}
    return replace(reading, person_id=person_id, answers=kept)


def _add_keying(paper: Paper, reading: Reading, by: Actor, at: datetime) -> None:
    db.session.add(
        PaperKeying(
            paper_id=paper.id,
            person_id=reading.person_id,
            sat_on=reading.sat_on,
            answers=dict(reading.answers),
            **entered(by, at),
        )
    )
    db.session.flush()
    record("paper.keyed", paper, by=by, at=at, label=shown_code(paper.code))


def _confirm(
    state: PaperState, reading: Reading, differences: Mapping[str, Any], by: Actor, at: datetime
) -> None:
    """Make the attempt of the paper and mark it; all or nothing, a request is one transaction."""
    paper = state.paper
    if state.first is None or state.is_first(by.id):
        raise Refused(_("You keyed this paper yourself. Somebody else must confirm it."))
    moment = papers.moment_sat(reading.sat_on, paper.batch.at, at)
    attempt = taking.begin(
        paper.batch.quiz_version,
        reading.person_id,
        way=Way.PAPER,
        seed=paper.seed,
        drawn=[
            Drawn(item.item_version_id, tuple(item.option_order))
            for item in questions.items_of([paper])[paper.id]
        ],
        by=by,
        at=moment,
    )
    answers = papers.answers_of(state.questions, reading.answers)
    mark = taking.hand_in(attempt, answers, by=by, at=moment, noted_at=at)
    db.session.add(
        PaperConfirmation(
            paper_id=paper.id,
            keying_id=state.first.id,
            attempt_id=attempt.id,
            differences=dict(differences),
            **entered(by, at),
        )
    )
    db.session.flush()
    label = shown_code(paper.code)
    record("paper.confirmed", paper, by=by, at=at, label=label, score=mark.score)
