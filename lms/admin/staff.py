"""Pages of who holds which role: give, take back, end sign-ins, close accounts."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.forms import Form, options
from lms.core.keyset import turn_asked
from lms.core.pictures import qr_picture
from lms.org.models import Level
from lms.org.narrowing import narrowed
from lms.org.queries import NamedUnit, those_within, units_of
from lms.people import accounts
from lms.people.forms import GrantForm, StaffForm
from lms.people.models import Person
from lms.people.operations import accounts as verbs
from lms.people.operations.entering import enter_person, grant_role
from lms.people.operations.way_in import invite
from lms.people.permissions import PeoplePermission
from lms.people.rules import shown_code

pages = Blueprint("staff", __name__, url_prefix="/admin/staff")
GIVEN = ("trainer", "commune", "department", "auditor", "administrator")
CODE_DAYS = 3


@pages.get("/")
@requires(PeoplePermission.ROLE_GRANT)
def staff() -> ResponseReturnValue:
    """Who holds which role, and finding somebody to give one to."""
    return _staff_page(StaffForm())


@pages.post("/")
@requires(PeoplePermission.ROLE_GRANT)
def enter() -> ResponseReturnValue:
    """Enter somebody of the staff who is on no roster."""
    form = StaffForm()
    if not form.validate():
        return _staff_page(form), 422
    person = enter_person(form.full_name.data or "", since=today())
    db.session.flush()
    return redirect(url_for("staff.person", person_id=person.id), 303)


@pages.get("/<uuid:person_id>")
@requires(PeoplePermission.ROLE_GRANT)
def person(person_id: UUID) -> ResponseReturnValue:
    """One person's roles with their history, sign-ins and account."""
    return _person_page(accounts.get_anybody(person_id), _offered(GrantForm(day=today())))


@pages.post("/<uuid:person_id>/grants")
@requires(PeoplePermission.ROLE_GRANT)
def give_role(person_id: UUID) -> ResponseReturnValue:
    """Give a role for a unit."""
    found, form = accounts.get_anybody(person_id), _offered(GrantForm())
    if not form.validate():
        return _person_page(found, form), 422
    unit_id = UUID(form.unit.data)
    if not accounts.may_grant(g.actor, unit_id, today()):
        raise Missing
    since = form.day.data or today()
    try:
        grant_role(
            person_id, form.role.data, unit_id,
            since=since, until=form.until.data, by=g.actor, at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _person_page(found, form, problem=refused.message), 409
    return redirect(url_for("staff.person", person_id=person_id), 303)


@pages.post("/grants/<uuid:grant_id>/ends")
@requires(PeoplePermission.ROLE_GRANT)
def take_role(grant_id: UUID) -> ResponseReturnValue:
    """Take a role back from today on; it stays in the history."""
    grant = accounts.get_grant(g.actor, grant_id, today())
    person_id = grant.person_id
    verbs.revoke_role(grant, on=today(), by=g.actor, at=now())
    return redirect(url_for("staff.person", person_id=person_id), 303)


@pages.post("/<uuid:person_id>/sign-outs")
@requires(PeoplePermission.ROLE_GRANT)
def end_sign_ins(person_id: UUID) -> ResponseReturnValue:
    """Sign somebody out everywhere, at once."""
    verbs.end_sign_ins(accounts.get_anybody(person_id), by=g.actor, at=now())
    return redirect(url_for("staff.person", person_id=person_id), 303)


@pages.post("/<uuid:person_id>/account-ends")
@requires(PeoplePermission.ROLE_GRANT)
def close_account(person_id: UUID) -> ResponseReturnValue:
    """Close an account; nobody signs in with it any more."""
    verbs.close_account(accounts.get_anybody(person_id), by=g.actor, at=now())
    return redirect(url_for("staff.person", person_id=person_id), 303)


@pages.post("/<uuid:person_id>/second-step-removals")
@requires(PeoplePermission.ROLE_GRANT)
def remove_second_factor(person_id: UUID) -> ResponseReturnValue:
    """For somebody who lost both phone and recovery codes."""
    verbs.remove_second_factor(accounts.get_anybody(person_id), by=g.actor, at=now())
    return redirect(url_for("staff.person", person_id=person_id), 303)


@pages.post("/<uuid:person_id>/invitations")
@requires(PeoplePermission.ROLE_GRANT)
def give_code(person_id: UUID) -> ResponseReturnValue:
    """A code for a first password or a forgotten one, shown once."""
    found = accounts.get_anybody(person_id)
    code = invite(found, days=CODE_DAYS, by=g.actor, at=now())
    address = f"{current_app.config['PUBLIC_URL']}/welcome/{code}"
    return render_template(
        "admin/staff_code.html", person=found, code=shown_code(code), qr=qr_picture(address)
    )


def _staff_page(form: StaffForm) -> str:
    wanted = request.args.get("q", "")[:80]
    return render_template(
        "admin/staff.html",
        page=accounts.roles_held(g.actor, today(), turn_asked(), wanted),
        found=accounts.find_people(wanted, today()),
        wanted=wanted,
        day=today(),
        form=form,
    )


def _person_page(found: Person, form: GrantForm, problem: str = "") -> str:
    return render_template(
        "admin/staff_person.html",
        person=found,
        held=accounts.roles_given_to(g.actor, found.id, today()),
        form=form,
        small=Form(),
        part=narrowed(g.actor, PeoplePermission.ROLE_GRANT, today()),
        problem=problem,
        day=today(),
        account=accounts.account_of(found.id),
        sign_ins=accounts.sign_ins_of(found.id, now()),
        has_factor=accounts.has_second_factor(found.id),
    )


def _offered(form: GrantForm) -> GrantForm:
    words = current_app.jinja_env.globals["role_words"]
    form.role.choices = options({role: words[role] for role in GIVEN})  # type: ignore[index]
    form.unit.choices = options({str(one.id): one.title for one in _units_to_give_for()})
    return form


def _units_to_give_for() -> list[NamedUnit]:
    """Units roles are given for; of the communes of a nation only those of `?unit=`."""
    part = narrowed(g.actor, PeoplePermission.ROLE_GRANT, today())
    levels = [Level.NATION, Level.PROVINCE, *([] if part.choices else [Level.COMMUNE])]
    units = [unit for level in levels for unit in units_of(level, today())]
    if part.unit is not None:
        inside = those_within([one.id for one in units], [part.unit.id], today())
        return [one for one in units if one.id in inside]
    reach = accounts.grantable(g.actor, [unit.id for unit in units], today())
    return [one for one in units if one.id in reach]
