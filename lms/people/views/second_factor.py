"""Pages of the second step: set it up, type a code, remove it."""

from __future__ import annotations

from uuid import UUID

import pyotp
from flask import (
    Blueprint,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.access import public, requires
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.limits import limited
from lms.core.pages import safe_next
from lms.core.pictures import qr_picture
from lms.people import accounts, signin
from lms.people.forms import CodeForm
from lms.people.operations import accounts as verbs
from lms.people.permissions import PeoplePermission
from lms.people.rules import shown_code
from lms.people.views.accounts import wrong_code

pages = Blueprint("second_factor", __name__)
HALF_SECONDS = 600
FREE = {"second_factor", "assets", "health", "privacy", None}


@pages.get("/sign-in/second-step")
@public
def code_form() -> ResponseReturnValue:
    """Where the code of the app is typed after the password."""
    if _half() is None:
        return redirect(url_for("accounts.sign_in_form"), 303)
    return render_template("people/second_step.html", form=CodeForm(formdata=None), problem="")


@pages.post("/sign-in/second-step")
@public
@limited("sign_in")
def code() -> ResponseReturnValue:
    """Check the code and be signed in. Wrong codes are counted and slowed like passwords."""
    half = _half()
    if half is None:
        return redirect(url_for("accounts.sign_in_form"), 303)
    person_id, own_phone, target = half
    form = CodeForm()
    outcome = signin.try_code(person_id, form.code.data or "", at=now())
    if outcome.person is None:
        problem, status = wrong_code(outcome, _wrong())
        return render_template("people/second_step.html", form=form, problem=problem), status
    signin.start(outcome.person, at=now(), own_phone=own_phone)
    return redirect(safe_next(target), 303)


@pages.get("/account/second-step")
@requires(PeoplePermission.OWN_ACCOUNT)
def setup() -> ResponseReturnValue:
    """What the second step is, and whether it is on."""
    return _setup_page(CodeForm(formdata=None))


@pages.post("/account/second-steps")
@requires(PeoplePermission.OWN_ACCOUNT)
def begin() -> ResponseReturnValue:
    """Make a secret for the app and show it; nothing is on until a code was typed."""
    secret = verbs.begin_second_factor(g.actor.person_id)
    return _setup_page(CodeForm(formdata=None), secret=secret)


@pages.post("/account/second-step-codes")
@requires(PeoplePermission.OWN_ACCOUNT)
@limited("sign_in")
def confirm() -> ResponseReturnValue:
    """Switch it on with a first right code; the recovery codes are shown once."""
    form = CodeForm()
    person = accounts.get_anybody(g.actor.person_id)
    try:
        codes = verbs.confirm_second_factor(person, form.code.data or "", by=g.actor, at=now())
    except Refused as refused:
        secret = verbs.begin_second_factor(person.id)
        return _setup_page(form, secret=secret, problem=refused.message), 422
    shown = [shown_code(one) for one in codes]
    return render_template("people/recovery_codes.html", codes=shown)


@pages.post("/account/second-step-removals")
@requires(PeoplePermission.OWN_ACCOUNT)
@limited("sign_in")
def remove() -> ResponseReturnValue:
    """Switch it off; a right code is needed for that too."""
    form = CodeForm()
    person = accounts.get_anybody(g.actor.person_id)
    if not verbs.passes_second_factor(person.id, form.code.data or "", at=now()):
        return _setup_page(form, problem=_wrong()), 422
    verbs.remove_second_factor(person, by=g.actor, at=now())
    return redirect(url_for("accounts.account"), 303)


def ask_staff_first() -> ResponseReturnValue | None:
    """Staff without a second step set it up first, when the setting asks for it."""
    actor = g.get("actor")
    if actor is None or not current_app.config["STAFF_SECOND_FACTOR"]:
        return None
    if request.blueprint in FREE or request.endpoint in {"accounts.sign_out", "accounts.language"}:
        return None
    is_staff = any(grant.unit_id for grant in actor.grants)
    if not is_staff or session.get("factor") or accounts.has_second_factor(actor.person_id):
        return None
    return redirect(url_for("second_factor.setup"), 303)


def _wrong() -> str:
    return str(_("This code is not right. Look at the app once more: codes change quickly."))


def _half() -> tuple[UUID, bool, str] | None:
    """Whose password was right a moment ago."""
    half = session.get("half")
    if not half or now().timestamp() - half[1] > HALF_SECONDS:
        return None
    return UUID(half[0]), bool(half[2]), str(half[3])


def _setup_page(form: CodeForm, *, secret: str = "", problem: str = "") -> str:
    address = ""
    if secret:
        name = accounts.account_of(g.actor.person_id)
        address = pyotp.TOTP(secret).provisioning_uri(
            name=name.username if name else g.actor.name, issuer_name="Học Số"
        )
    return render_template(
        "people/second_factor.html",
        form=form,
        problem=problem,
        secret=secret,
        qr=qr_picture(address) if address else "",
        is_on=accounts.has_second_factor(g.actor.person_id),
    )
