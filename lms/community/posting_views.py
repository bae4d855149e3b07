"""The page about one posting: how it stands and why; report it, take it back, judge it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.community import moderating, queries, rules
from lms.community.forms import JudgementForm, ReportForm
from lms.community.models import Posting
from lms.community.permissions import CommunityPermission
from lms.community.rules import PostingKind, PostingState
from lms.community.words import JUDGEMENTS
from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Refused

pages = Blueprint("postings", __name__, url_prefix="/community/postings/<uuid:posting_id>")


@pages.get("")
@requires(CommunityPermission.READ)
def posting(posting_id: UUID) -> ResponseReturnValue:
    """How a posting stands; what the reader may do about it."""
    return _page(queries.get_posting(g.actor, posting_id))


@pages.post("/reports")
@requires(CommunityPermission.READ)
def report(posting_id: UUID) -> ResponseReturnValue:
    """Ask the officers to look at it."""
    found, form = queries.get_posting(g.actor, posting_id), ReportForm()
    if not form.validate():
        return _page(found, reporting=form), 422
    moderating.report(found, form.words.data or "", by=g.actor, at=now())
    return redirect(url_for("postings.posting", posting_id=posting_id, told=1), 303)


@pages.post("/withdrawal")
@requires(CommunityPermission.WRITE)
def withdraw(posting_id: UUID) -> ResponseReturnValue:
    """Take back what one wrote."""
    found = queries.get_posting(g.actor, posting_id)
    moderating.withdraw(found, by=g.actor, at=now())
    return redirect(url_for("postings.posting", posting_id=posting_id), 303)


@pages.post("/judgements")
@requires(CommunityPermission.MODERATE)
def judge(posting_id: UUID) -> ResponseReturnValue:
    """Show it, hide it, or send it back, with the reason."""
    found = queries.get_posting(g.actor, posting_id)
    form = _judgement_form(found)
    if not form.validate():
        return _page(found, judging=form), 422
    state, reason = PostingState(form.state.data), form.reason.data or ""
    try:
        moderating.judge(found, state, reason, by=g.actor, at=now())
    except Refused as refused:
        return _page(found, judging=form, problem=refused.message), 409
    return redirect(url_for("postings.posting", posting_id=posting_id), 303)


def _judgement_form(posting: Posting) -> JudgementForm:
    form = JudgementForm()
    is_reported = bool(queries.open_reports(posting.id))
    possible = rules.judgements(posting.state, is_reported=is_reported)
    form.state.choices = [
        (state.value, JUDGEMENTS[state]) for state in PostingState if state in possible
    ]
    return form


def _page(
    posting: Posting,
    *,
    reporting: ReportForm | None = None,
    judging: JudgementForm | None = None,
    problem: str = "",
) -> str:
    own, moderates = queries.is_own(g.actor, posting), g.actor.may(CommunityPermission.MODERATE)
    shown = posting.state is PostingState.SHOWN
    judging = judging or _judgement_form(posting)
    return render_template(
        "community/posting.html",
        posting=posting,
        steps=queries.steps_of(posting.id) if own or moderates else (),
        reports=queries.open_reports(posting.id) if moderates else (),
        back=_back(posting),
        own=own,
        reporting=(reporting or ReportForm()) if shown and not own else None,
        judging=judging if moderates and not own and judging.state.choices else None,
        may_withdraw=own
        and posting.state is not PostingState.WITHDRAWN
        and g.actor.may(CommunityPermission.WRITE),
        problem=problem,
        told=request.args.get("told", type=int),
    )


def _back(posting: Posting) -> str:
    if posting.kind is PostingKind.PRACTICE:
        return url_for("board.practice", posting_id=posting.id)
    question_id = queries.question_id_of(posting)
    return url_for("questions.question", question_id=question_id)
