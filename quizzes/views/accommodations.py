"""Pages on which one person is given more time or tries."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.people.models import Person
from lms.people.queries import get_person
from quizzes import call_queries
from quizzes.call_forms import AccommodationForm
from quizzes.operations.accommodating import accommodate
from quizzes.permissions import QuizPermission

pages = Blueprint("accommodations", __name__, url_prefix="/quizzes")


@pages.get("/accommodations")
@requires(QuizPermission.ACCOMMODATE)
def overview() -> ResponseReturnValue:
    """Find somebody to give more time or tries; what was given lately."""
    wanted = request.args.get("q", "")[:80]
    return render_template(
        "quizzes/calls/accommodations.html",
        wanted=wanted,
        people=call_queries.people_found(g.actor, today(), wanted),
        given=call_queries.lately_given(g.actor, today()),
    )


@pages.get("/persons/<uuid:person_id>/accommodations")
@requires(QuizPermission.ACCOMMODATE)
def person(person_id: UUID) -> ResponseReturnValue:
    """What somebody was given, and the form to give more."""
    one = get_person(g.actor, QuizPermission.ACCOMMODATE, person_id, today())
    return _person_page(one, _offer(AccommodationForm(quiz=request.args.get("quiz"))))


@pages.post("/persons/<uuid:person_id>/accommodations")
@requires(QuizPermission.ACCOMMODATE)
def give(person_id: UUID) -> ResponseReturnValue:
    """Give somebody more time or tries."""
    one = get_person(g.actor, QuizPermission.ACCOMMODATE, person_id, today())
    form = _offer(AccommodationForm())
    if not form.validate():
        return _person_page(one, form), 422
    quiz = next(q for q in call_queries.quizzes_released() if str(q.id) == form.quiz.data)
    try:
        accommodate(
            one, quiz, form.given_id(), minutes=form.minutes.data or 0, tries=form.tries.data or 0,
            reason=form.reason.data or "", by=g.actor, at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _person_page(one, form, refused.message), 409
    return redirect(url_for("accommodations.person", person_id=person_id), 303)


def _offer(form: AccommodationForm) -> AccommodationForm:
    form.quiz.choices = [(str(quiz.id), quiz.title) for quiz in call_queries.quizzes_released()]
    return form


def _person_page(one: Person, form: AccommodationForm, problem: str = "") -> str:
    return render_template(
        "quizzes/calls/person.html",
        person=one,
        form=form,
        problem=problem,
        given=call_queries.given_to(one.id),
    )
