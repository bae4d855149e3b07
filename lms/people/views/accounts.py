"""Pages of signing in and out, and the settings of this device."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

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
from flask_babel import ngettext
from flask_login import current_user

from lms.core.access import current_actor, public, requires
from lms.core.clock import now, today
from lms.core.errors import SignInNeeded
from lms.core.forms import Form
from lms.core.i18n import COOKIE, LANGUAGES
from lms.core.limits import limited
from lms.core.pages import safe_next
from lms.core.resend import pack, resend_page, unpack
from lms.people import accounts, queries, signin
from lms.people.forms import SignInForm
from lms.people.models import Person
from lms.people.operations import accounts as account_verbs
from lms.people.permissions import PeoplePermission
from lms.people.signin import Outcome

pages = Blueprint("accounts", __name__)
TEXT_SIZES = ("1", "2", "3", "4")
COLOURS = ("phone", "light", "dark")
A_YEAR = 365 * 24 * 3600
A_MINUTE = 60


@pages.get("/sign-in")
@public
def sign_in_form() -> ResponseReturnValue:
    """Where one signs in."""
    if current_actor() is not None:
        return redirect(safe_next(request.args.get("next")), 303)
    form = SignInForm(next=safe_next(request.args.get("next")))
    return _sign_in_page(form)


@pages.post("/sign-in")
@public
@limited("sign_in")
def sign_in() -> ResponseReturnValue:
    """Sign in; a wrong try is not told which part was wrong."""
    form = SignInForm()
    if not form.validate():
        return _sign_in_page(form), 422
    outcome = signin.try_sign_in(form.name.data or "", form.secret.data or "", at=now())
    if outcome.person is None:
        return _sign_in_page(form, _sorry(outcome.wait)), 429 if outcome.wait else 422
    target = safe_next(form.next.data)
    elsewhere = enter(outcome.person, own_phone=bool(form.own_phone.data), target=target)
    if elsewhere is not None:
        return elsewhere
    carried = unpack(form.carried.data or "")
    if carried is not None:
        return resend_page(*carried)
    return redirect(target, 303)


def enter(person: Person, *, own_phone: bool, target: str) -> ResponseReturnValue | None:
    """Sign a person in whose secret was right; with a second step, send them there first."""
    if accounts.has_second_factor(person.same_as_id or person.id):
        session["half"] = [str(person.id), int(now().timestamp()), own_phone, target]
        return redirect(url_for("second_factor.code_form"), 303)
    signin.start(person, at=now(), own_phone=own_phone)
    return None


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out; the next person on a shared phone finds nothing."""
    signin.end(at=now())
    response = redirect("/sign-in", 303)
    keeps_unsent = request.form.get("keep") == "unsent"  # phone.js has taken off all the rest
    response.headers["Clear-Site-Data"] = '"cache"' if keeps_unsent else '"cache", "storage"'
    return response


@pages.get("/account")
@requires(PeoplePermission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    """Who I am here, and the settings of this device."""
    return render_template(
        "people/account.html",
        seat=queries.seat_of(g.actor.person_id, today()),
        phone=queries.phones_of([g.actor.person_id], today()).get(g.actor.person_id, ""),
        form=Form(),
        account=accounts.account_of(current_user.sign_in.person_id),
        sign_ins=accounts.sign_ins_of(current_user.sign_in.person_id, now()),
        this_one=current_user.sign_in.id,
        has_factor=accounts.has_second_factor(g.actor.person_id),
        codes_left=accounts.recovery_codes_left(g.actor.person_id),
    )


@pages.post("/account/sign-outs")
@requires(PeoplePermission.OWN_ACCOUNT)
def sign_out_elsewhere() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    here = current_user.sign_in
    owner = accounts.get_anybody(here.person_id)
    account_verbs.end_sign_ins(owner, but=here.id, by=g.actor, at=now())
    return redirect(url_for("accounts.account"), 303)


@pages.post("/language")
@public
def language() -> ResponseReturnValue:
    """Choose the language of this device."""
    chosen = request.form.get("language", "")
    return _remember(COOKIE, chosen if chosen in LANGUAGES else "vi")


@pages.post("/text-size")
@public
def text_size() -> ResponseReturnValue:
    """Choose the text size of this device."""
    chosen = request.form.get("text_size", "")
    return _remember("text_size", chosen if chosen in TEXT_SIZES else TEXT_SIZES[0])


@pages.post("/colours")
@public
def colours() -> ResponseReturnValue:
    """Choose light or dark on this device, or what the phone itself prefers."""
    chosen = request.form.get("colours", "")
    return _remember("colours", chosen if chosen in COLOURS else COLOURS[0])


def need_sign_in(error: SignInNeeded) -> ResponseReturnValue:
    """Ask a stranger to sign in and bring them back; a form they sent is carried along."""
    if request.method == "GET":
        here = safe_next(request.full_path.rstrip("?"))
        return redirect(url_for("accounts.sign_in_form", next=here), 303)
    form = SignInForm(formdata=None, next="/", carried=pack())
    return _sign_in_page(form, _("You were signed out. Sign in to go on where you were.")), 401


def _remember(name: str, value: str) -> ResponseReturnValue:
    response = redirect(safe_next(request.form.get("next")), 303)
    response.set_cookie(
        name,
        value,
        max_age=A_YEAR,
        samesite="Lax",
        secure=current_app.config["HTTPS"],
        httponly=True,
    )
    return response


def wrong_code(outcome: Outcome, words: str) -> tuple[str, int]:
    """What to say of a wrong code or PIN, and the status: `words`, or how long to wait."""
    if not outcome.wait:
        return words, 422
    seconds = int(outcome.wait.total_seconds()) + 1
    return str(_("Too many wrong tries. Please wait %(num)s seconds.", num=seconds)), 429


def _sorry(wait: timedelta) -> str:
    if not wait:
        return str(_("That name and password do not belong together. Check both and try again."))
    seconds = ceil(wait.total_seconds())
    if seconds < A_MINUTE:
        pause = ngettext("%(num)s second", "%(num)s seconds", seconds)
    else:
        pause = ngettext("%(num)s minute", "%(num)s minutes", ceil(seconds / A_MINUTE))
    sentence = _(
        "Too many wrong tries. Please wait %(pause)s, then try again. "
        "If you have forgotten your PIN, ask your team leader or commune officer.",
        pause=pause,
    )
    return str(sentence)


def _sign_in_page(form: SignInForm, problem: str = "") -> str:
    return render_template("people/sign_in.html", form=form, problem=problem)
