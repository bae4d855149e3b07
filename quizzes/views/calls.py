"""Pages of “please call me”: the learner asks, somebody near them answers."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.forms import Form
from lms.core.keyset import turn_asked
from quizzes import call_queries, queries, standing_queries
from quizzes.call_forms import CallBackForm
from quizzes.call_queries import Asked
from quizzes.operations import calls
from quizzes.permissions import QuizPermission
from quizzes.policy_words import limit_lines, why_not

pages = Blueprint("calls", __name__, url_prefix="/quizzes")
pages.add_app_template_filter(why_not, "why_not")
pages.add_app_template_filter(limit_lines, "limit_lines")


@pages.post("/attempts/<uuid:attempt_id>/call-requests")
@requires(QuizPermission.SIT)
def ask(attempt_id: UUID) -> ResponseReturnValue:
    """“Please call me” after a test that was not passed."""
    attempt = queries.get_attempt(g.actor, attempt_id)
    calls.ask_for_call(attempt, by=g.actor, at=now())
    return redirect(url_for("quizzes.result", attempt_id=attempt_id, _anchor="call"), 303)


@pages.get("/call-requests")
@requires(QuizPermission.CALL_BACK)
def overview() -> ResponseReturnValue:
    """Who asks to be called, within reach; who waits longest comes first."""
    return render_template(
        "quizzes/calls/requests.html",
        page=call_queries.requests(g.actor, today(), turn_asked()),
        open=call_queries.number_open(g.actor, today()),
    )


@pages.get("/call-requests/<uuid:request_id>")
@requires(QuizPermission.CALL_BACK)
def request(request_id: UUID) -> ResponseReturnValue:
    """One request: who asks, how their tests went, and what came of the call."""
    return _request_page(call_queries.get_request(g.actor, request_id, today()), CallBackForm())


@pages.post("/call-requests/<uuid:request_id>/phone-looks")
@requires(QuizPermission.CALL_BACK)
def look_at_phone(request_id: UUID) -> ResponseReturnValue:
    """Show the full phone of who asked to be called; the look is written down."""
    asked = call_queries.get_request(g.actor, request_id, today())
    record("phone.looked", asked.person, by=g.actor, at=now(), label=asked.person.full_name)
    return _request_page(asked, CallBackForm(formdata=None), shows_phone=True)


@pages.post("/call-requests/<uuid:request_id>/call-back")
@requires(QuizPermission.CALL_BACK)
def call_back(request_id: UUID) -> ResponseReturnValue:
    """Note that one has spoken with them."""
    asked, form = call_queries.get_request(g.actor, request_id, today()), CallBackForm()
    if not form.validate():
        return _request_page(asked, form), 422
    calls.call_back(asked.request, form.note.data or "", by=g.actor, at=now())
    return redirect(url_for("calls.request", request_id=request_id), 303)


def _request_page(asked: Asked, form: CallBackForm, *, shows_phone: bool = False) -> str:
    person, quiz = asked.person, asked.quiz
    released = queries.released_version(quiz.id)
    return render_template(
        "quizzes/calls/request.html",
        asked=asked,
        form=form,
        plain=Form(),
        phone=call_queries.phone_of(person.id, today()),
        shows_phone=shows_phone,
        marks=call_queries.failed_marks(quiz.id, person.id),
        standing=released and standing_queries.standing(released, person.id, now()),
        given=[row for row, of in call_queries.given_to(person.id) if of.id == quiz.id],
    )
