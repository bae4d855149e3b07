"""Pages where members say whether their name is spelt as it is to be printed."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from certificates import names, queries
from certificates.name_forms import ComplaintForm, ConfirmationForm
from certificates.permissions import CertificatePermission
from lms.core.access import Actor, requires
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.pages import safe_next
from lms.people.accounts import get_anybody
from lms.people.models import Person

pages = Blueprint("names", __name__, url_prefix="/certificates/name")


@pages.get("")
@requires(CertificatePermission.OWN)
def name() -> ResponseReturnValue:
    """The reader's name, exactly as it will be printed, and what was said of it."""
    return _page(_self(), ComplaintForm(formdata=None))


@pages.post("/confirmations")
@requires(CertificatePermission.OWN)
def confirm() -> ResponseReturnValue:
    """It is right: what waited for that is issued."""
    person, form = _self(), ConfirmationForm()
    try:
        issued = names.confirm(person, form.name.data or "", by=_by(), at=now())
    except Refused as refused:
        return _page(person, ComplaintForm(formdata=None), refused.message), 409
    if len(issued) == 1:
        target = url_for("certificates.certificate", certificate_id=issued[0].id)
        return redirect(target, 303)
    target = url_for("certificates.own") if issued else safe_next(form.next.data)
    return redirect(target, 303)


@pages.post("/complaints")
@requires(CertificatePermission.OWN)
def complain() -> ResponseReturnValue:
    """It is wrong, and how it should be; officers see it."""
    person, form = _self(), ComplaintForm()
    if not form.validate():
        return _page(person, form), 422
    try:
        names.complain(person, form.name.data or "", form.wanted.data or "", by=_by(), at=now())
    except Refused as refused:
        return _page(person, form, refused.message), 409
    return redirect(url_for("names.name"), 303)


def _self() -> Person:
    return get_anybody(g.actor.person_id)


def _by() -> Actor:
    """Who answers: in the time of help it is the helper who says so, and the row names them."""
    helper: Actor = g.get("helper") or g.actor
    return helper


def _page(person: Person, form: ComplaintForm, problem: str = "") -> str:
    return render_template(
        "certificates/names/name.html",
        person=person,
        check=queries.name_check(person.id),
        form=form,
        problem=problem,
    )
