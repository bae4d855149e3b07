"""The way in without an e-mail: slips with a code, a team's code and a name, a PIN."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import public, requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.limits import limited
from lms.core.pictures import qr_picture
from lms.people import arrivals, queries, register, signin
from lms.people.forms import ChoosePinForm, CodeForm, NameAndPinForm
from lms.people.operations import way_in
from lms.people.permissions import PeoplePermission
from lms.people.rules import PIN_LENGTH, read_code, shown_code
from lms.people.slips import Slip, slips_document
from lms.people.views.accounts import enter, wrong_code

pages = Blueprint("way_in", __name__)
TEAM_COOKIE = "team"
A_YEAR = 365 * 24 * 3600
FACE_TO_FACE_DAYS = 1


@pages.get("/welcome")
@public
def slip_form() -> ResponseReturnValue:
    """Where the code of a slip is typed when it cannot be scanned."""
    return render_template("people/slip_code.html", form=CodeForm())


@pages.post("/welcome")
@public
@limited("sign_in")
def slip_code() -> ResponseReturnValue:
    """Go on with the code typed."""
    form = CodeForm()
    if not form.validate():
        return render_template("people/slip_code.html", form=form), 422
    return redirect(url_for("way_in.welcome", code=read_code(form.code.data or "") or "-"), 303)


@pages.get("/welcome/<string:code>")
@public
@limited("sign_in")
def welcome(code: str) -> ResponseReturnValue:
    """Greet the owner of a slip and ask for a PIN; a spent code says what to do."""
    found = arrivals.open_invitation(code, now())
    if found is None:
        return render_template("people/slip_spent.html"), 404
    return render_template(
        "people/welcome.html", form=ChoosePinForm(), code=code, person=found[1], problem=""
    )


@pages.post("/welcome/<string:code>")
@public
@limited("sign_in")
def choose_pin(code: str) -> ResponseReturnValue:
    """Choose the PIN and be signed in."""
    found = arrivals.open_invitation(code, now())
    if found is None:
        return render_template("people/slip_spent.html"), 404
    invitation, person = found
    form = ChoosePinForm()
    problem = ""
    if form.validate():
        try:
            way_in.accept(invitation, person, form.secret.data or "", at=now())
        except Refused as refused:
            problem = refused.message
        else:
            target = url_for("accounts.account")
            return enter(person, own_phone=False, target=target) or redirect(target, 303)
    page = render_template(
        "people/welcome.html", form=form, code=code, person=person, problem=problem
    )
    return page, 422


@pages.get("/sign-in/team")
@public
def team_code_form() -> ResponseReturnValue:
    """Where a team's code is typed; a shared phone remembers it."""
    kept = request.cookies.get(TEAM_COOKIE, "")
    if kept and "again" not in request.args and arrivals.find_team(kept) is not None:
        return redirect(url_for("way_in.team_names", code=kept), 303)
    return render_template("people/team_code.html", form=CodeForm(), problem="")


@pages.post("/sign-in/team")
@public
@limited("sign_in")
def team_code() -> ResponseReturnValue:
    """Go on to the names of the team with this code."""
    form = CodeForm()
    if not form.validate():
        return render_template("people/team_code.html", form=form, problem=""), 422
    team = arrivals.find_team(form.code.data or "")
    if team is None:
        problem = _("No team has this code. Look at the slip again, or ask your team leader.")
        return render_template("people/team_code.html", form=form, problem=problem), 404
    response = redirect(url_for("way_in.team_names", code=team.code), 303)
    response.set_cookie(
        TEAM_COOKIE,
        team.code or "",
        max_age=A_YEAR,
        samesite="Lax",
        secure=current_app.config["HTTPS"],
        httponly=True,
    )
    return response


@pages.get("/sign-in/team/<string:code>")
@public
@limited("sign_in")
def team_names(code: str) -> ResponseReturnValue:
    """The names of a team: pick yours, type your PIN."""
    return _team_page(code, NameAndPinForm(formdata=None))


@pages.post("/sign-in/team/<string:code>")
@public
@limited("sign_in")
def team_sign_in(code: str) -> ResponseReturnValue:
    """Sign in as the person picked."""
    form = NameAndPinForm()
    team = arrivals.find_team(code)
    if team is None:
        raise Missing
    form.person.choices = arrivals.names(team.id, today())
    if not form.validate():
        return _team_page(code, form), 422
    outcome = signin.try_team_sign_in(UUID(form.person.data), form.secret.data or "", at=now())
    if outcome.person is None:
        words = _("That PIN is not right. Try again, or ask your team leader for a new one.")
        sorry, status = wrong_code(outcome, words)
        return _team_page(code, form, sorry), status
    return enter(outcome.person, own_phone=False, target="/") or redirect("/", 303)


@pages.post("/people/persons/<uuid:person_id>/invitations")
@requires(PeoplePermission.INVITE)
def invite(person_id: UUID) -> ResponseReturnValue:
    """A code for one person, shown once, face to face; it holds for a day."""
    line = register.person_line(g.actor, PeoplePermission.INVITE, person_id, today())
    code = way_in.invite(line.person, days=FACE_TO_FACE_DAYS, by=g.actor, at=now())
    address = _address(code)
    return render_template(
        "people/invitation.html",
        line=line,
        code=shown_code(code),
        address=address,
        qr=qr_picture(address),
    )


@pages.post("/people/teams/<uuid:team_id>/slips")
@requires(PeoplePermission.INVITE)
def slips(team_id: UUID) -> Response:
    """One A5 sheet after the other with a slip for everybody in the team without an account."""
    team = queries.get_team(g.actor, PeoplePermission.INVITE, team_id, today())
    waiting = arrivals.without_account(team_id, today())
    if not waiting:
        raise Refused(_("Everybody in this team has an account already."))
    days = current_app.config["SLIP_DAYS"]
    made = []
    for person in waiting:
        code = way_in.invite(person, days=days, by=g.actor, at=now())
        made.append(Slip(person.full_name, shown_code(code), qr_picture(_address(code))))
    pdf = slips_document(
        made,
        team=team.name,
        team_code=way_in.code_of(team),
        address=current_app.config["PUBLIC_URL"],
        days=days,
    )
    return tables.download(pdf, "application/pdf", "phieu-dang-nhap.pdf")


def _address(code: str) -> str:
    return f"{current_app.config['PUBLIC_URL']}/welcome/{code}"


def _team_page(code: str, form: NameAndPinForm, problem: str = "") -> str:
    team = arrivals.find_team(code)
    if team is None:
        raise Missing(_("No team has this code. Look at the slip again, or ask your team leader."))
    form.person.choices = arrivals.names(team.id, today())
    return render_template(
        "people/team_names.html",
        team=team,
        form=form,
        problem=problem,
        pin_length=PIN_LENGTH,
    )
