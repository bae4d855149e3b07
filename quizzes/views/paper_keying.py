"""Pages of one paper, where its QR code leads: key it, key it blind, settle, see what counts."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from quizzes import examinee_queries as examinees
from quizzes import paper_queries as questions
from quizzes.examinee_queries import Found
from quizzes.items import KINDS
from quizzes.operations import keying
from quizzes.paper_forms import PaperForm, as_uuid, nobody_called
from quizzes.paper_models import Paper, PaperKeying
from quizzes.paper_outcome import compared, outcome_of
from quizzes.paper_queries import PaperState
from quizzes.permissions import QuizPermission
from quizzes.rules import papers as rules

pages = Blueprint("paper_keying", __name__, url_prefix="/quizzes/papers")


@pages.get("/<string:code>")
@requires(QuizPermission.KEY_PAPER)
def paper(code: str) -> ResponseReturnValue:
    """One paper: key it, settle it, or see what came of it."""
    return _paper_page(questions.get_paper(g.actor, code, today()))


@pages.post("/<string:code>/keyings")
@requires(QuizPermission.KEY_PAPER)
def key(code: str) -> ResponseReturnValue:
    """Keep what was read off the paper, once it is clear whose it is and what is empty."""
    found = questions.get_paper(g.actor, code, today())
    form = PaperForm()
    state = questions.state_of(found)
    valid = form.validate()
    whose, choice = _whose(form)
    wrong = rules.not_understood(state.questions, form.answers())
    empty = rules.left_out(state.questions, form.answers())
    if not valid or whose is None or wrong or (empty and not form.nothing_there.data):
        return _paper_page(found, form=form, choice=choice, wrong=wrong, empty=empty), 422
    try:
        keying.key(found, form.reading(whose.person.id), by=g.actor, at=now())
    except Refused as refused:
        return _paper_page(found, form=form, choice=choice, problem=refused.message), 409
    return redirect(url_for("paper_keying.paper", code=code), 303)


@pages.post("/<string:code>/settlements")
@requires(QuizPermission.KEY_PAPER)
def settle(code: str) -> ResponseReturnValue:
    """The second person decides what the two read differently."""
    found = questions.get_paper(g.actor, code, today())
    decided = {
        name.removeprefix("settle-"): value == "second"
        for name, value in request.form.items()
        if name.startswith("settle-") and value in {"first", "second"}
    }
    try:
        keying.settle(found, decided, by=g.actor, at=now())
    except Refused as refused:
        return _paper_page(found, problem=refused.message), 409
    return redirect(url_for("paper_keying.paper", code=code), 303)


def _whose(form: PaperForm) -> tuple[Found | None, list[Found]]:
    """Who was named: the one chosen, the only one called so, or some to choose from."""
    wanted, day = form.who.data or "", form.sat_on.data or today()
    permission = QuizPermission.KEY_PAPER
    choice = examinees.named_like(g.actor, permission, wanted, day)
    chosen = as_uuid(form.person.data or "")
    whose = next((one for one in choice if one.person.id == chosen), None)
    whose = whose or examinees.only_one(choice, wanted)
    if whose is None and wanted and not form.who.errors:
        words = _("Please choose who it is.") if choice else nobody_called(wanted)
        form.say_who(words)
    return whose, choice


def _paper_page(
    found: Paper,
    *,
    form: PaperForm | None = None,
    choice: list[Found] | None = None,
    wrong: list[int] | None = None,
    empty: list[int] | None = None,
    problem: str = "",
) -> str:
    state = questions.state_of(found)
    task, own = _task(state), _own(state)
    return render_template(
        "quizzes/papers/paper.html",
        paper=found,
        state=state,
        task=task,
        fields=[
            {"number": number, "kind": KINDS[one.wording.kind]}
            for number, one in enumerate(state.questions, 1)
        ],
        form=form or _kept_form(own),
        typed=form.answers() if form else dict(own.answers) if own else {},
        choice=choice or [],
        wrong=wrong or [],
        empty=empty or [],
        problem=problem,
        rows=compared(state) if task == "settle" else [],
        outcome=outcome_of(g.actor, state),
    )


def _task(state: PaperState) -> str:
    """What the actor may do with a paper: key, wait, blind, settle, or nothing more."""
    if state.confirmation is not None:
        return "done"
    if state.first is None:
        return "key"
    if state.is_first(g.actor.id):
        return "wait"
    own = state.second is not None and state.second.by_id == g.actor.id
    return "settle" if own and state.differences else "blind"


def _own(state: PaperState) -> PaperKeying | None:
    """The keying of the actor's own that they may mend; never that of somebody else."""
    if state.is_first(g.actor.id):
        return state.first
    own = state.second is not None and state.second.by_id == g.actor.id
    return state.second if own else None


def _kept_form(own: PaperKeying | None) -> PaperForm:
    """The form with what the actor keyed before."""
    if own is None:
        return PaperForm(formdata=None, sat_on=today())
    return PaperForm(
        formdata=None,
        sat_on=own.sat_on,
        who=examinees.name_of(own.person_id),
        person=str(own.person_id),
    )
