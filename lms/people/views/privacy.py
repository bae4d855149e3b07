"""The privacy notice, one's own data, and the questions people ask about it."""

from __future__ import annotations

import json
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import public, requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.forms import Form
from lms.core.pages import safe_next
from lms.people import accounts
from lms.people.forms import AnswerForm, RequestForm
from lms.people.operations import accounts as verbs
from lms.people.permissions import PeoplePermission

pages = Blueprint("privacy", __name__)
FREE = {"privacy", "assets", "health", "second_factor", None}
FREE_PAGES = {
    "accounts.sign_out",
    "accounts.language",
    "accounts.text_size",
    "accounts.colours",
    "helping.end",
}


@pages.get("/privacy")
@public
def notice() -> ResponseReturnValue:
    """What is kept about people here, why, how long, and what they may ask."""
    return render_template(
        "people/privacy.html",
        version=accounts.NOTICE_VERSION,
        form=Form(),
        asks="actor" in g and session.get("notice") != accounts.NOTICE_VERSION,
        target=safe_next(request.args.get("next")),
    )


@pages.post("/privacy/acknowledgements")
@requires(PeoplePermission.OWN_ACCOUNT)
def acknowledge() -> ResponseReturnValue:
    """I was shown this version of the notice."""
    verbs.see_notice(g.actor.person_id, accounts.NOTICE_VERSION, at=now())
    session["notice"] = accounts.NOTICE_VERSION
    return redirect(safe_next(request.form.get("next")), 303)


@pages.get("/account/data")
@requires(PeoplePermission.OWN_ACCOUNT)
def own_data() -> ResponseReturnValue:
    """Everything kept about me, and a place to ask."""
    return _own_page(RequestForm())


@pages.post("/account/data-requests")
@requires(PeoplePermission.OWN_ACCOUNT)
def ask() -> ResponseReturnValue:
    """Ask for a correction or an explanation."""
    form = RequestForm()
    if not form.validate():
        return _own_page(form), 422
    person = accounts.get_anybody(g.actor.person_id)
    verbs.ask(person, form.words.data or "", by=g.actor, at=now())
    return redirect(url_for("privacy.own_data"), 303)


@pages.get("/account/data.json")
@requires(PeoplePermission.OWN_ACCOUNT)
def own_file() -> Response:
    """The same as a file to keep. The download is logged."""
    person = accounts.get_anybody(g.actor.person_id)
    record("roster.exported", person, by=g.actor, at=now(), file="own")
    body = json.dumps(accounts.everything_about(person), ensure_ascii=False, indent=2)
    return tables.download(body.encode(), "application/json", "du-lieu-cua-toi.json")


@pages.get("/people/data-requests")
@requires(PeoplePermission.ROSTER_KEEP)
def requests() -> ResponseReturnValue:
    """What people of my roster asked about their data."""
    waiting = accounts.open_requests(g.actor, today())
    return render_template("people/requests.html", waiting=waiting, form=AnswerForm())


@pages.post("/people/data-requests/<uuid:request_id>/answers")
@requires(PeoplePermission.ROSTER_KEEP)
def answer(request_id: UUID) -> ResponseReturnValue:
    """Answer one of them."""
    row = accounts.get_request(g.actor, request_id, today())
    form = AnswerForm()
    if not form.validate():
        waiting = accounts.open_requests(g.actor, today())
        return render_template("people/requests.html", waiting=waiting, form=form), 422
    verbs.answer(row, form.words.data or "", by=g.actor, at=now())
    return redirect(url_for("privacy.requests"), 303)


def show_notice_first() -> ResponseReturnValue | None:
    """Everybody is shown the notice once for each of its versions, before anything else."""
    if "actor" not in g or "helper" in g or request.blueprint in FREE:
        return None
    if request.method != "GET" or request.endpoint in FREE_PAGES:
        return None
    if session.get("notice") == accounts.NOTICE_VERSION:
        return None
    if accounts.has_seen_notice(g.actor.person_id):
        session["notice"] = accounts.NOTICE_VERSION
        return None
    here = safe_next(request.full_path.rstrip("?"))
    return redirect(url_for("privacy.notice", next=here), 303)


def _own_page(form: RequestForm) -> str:
    person = accounts.get_anybody(g.actor.person_id)
    return render_template(
        "people/own_data.html",
        person=person,
        kept=accounts.everything_about(person),
        requests=accounts.requests_of(person.id),
        form=form,
    )
