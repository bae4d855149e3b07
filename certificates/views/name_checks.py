"""Pages of officers about names: those said to be wrong, and those that still wait for a word."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates import name_lists, names
from certificates.name_forms import ReasonedForm
from certificates.permissions import CertificatePermission
from certificates.queries import name_check
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.keyset import turn_asked
from lms.people.models import Person
from lms.people.queries import get_person

pages = Blueprint("name_checks", __name__, url_prefix="/certificates/name-checks")


@pages.get("")
@requires(CertificatePermission.CHECK_NAME)
def overview() -> ResponseReturnValue:
    """Names said to be wrong first, then those of who has earned something that waits."""
    return render_template(
        "certificates/names/overview.html",
        wrong=name_lists.said_wrong(g.actor, today()),
        page=name_lists.still_waiting(g.actor, today(), turn_asked(), at=now()),
        issued=request.args.get("issued", type=int),
    )


@pages.get("/<uuid:person_id>")
@requires(CertificatePermission.CHECK_NAME)
def person(person_id: UUID) -> ResponseReturnValue:
    """One person's name, large, to compare with a paper they show."""
    found = _person(person_id)
    return _page(found, ReasonedForm(formdata=None, name=found.full_name))


@pages.post("/<uuid:person_id>/confirmations")
@requires(CertificatePermission.CHECK_NAME)
def confirm(person_id: UUID) -> ResponseReturnValue:
    """Confirm the name as it is, and say how one knows."""
    found, form = _person(person_id), ReasonedForm()
    if not form.validate():
        return _page(found, form), 422
    why = form.why.data or ""
    try:
        issued = names.confirm(found, form.name.data or "", by=g.actor, at=now(), why=why)
    except Refused as refused:
        return _page(found, form, refused.message), 409
    return redirect(url_for("name_checks.overview", issued=len(issued)), 303)


def _person(person_id: UUID) -> Person:
    return get_person(g.actor, CertificatePermission.CHECK_NAME, person_id, today())


def _page(found: Person, form: ReasonedForm, problem: str = "") -> str:
    return render_template(
        "certificates/names/person.html",
        person=found,
        check=name_check(found.id),
        waiting=names.waiting_for([found.id], today(), at=now()),
        form=form,
        problem=problem,
    )
