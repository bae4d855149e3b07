"""Pages of messages: the outbox, today's before they are written, previews, what is to be told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from uuid import UUID

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.keyset import turn_asked
from lms.core.names import fold
from lms.core.outbox import MessageState
from lms.core.pages import share_words
from lms.notifications import listing, operations, queries
from lms.notifications.forms import ChoiceForm
from lms.notifications.permissions import NotificationPermission
from lms.notifications.previews import chat_text, previews
from lms.notifications.words import CHANNELS, KINDS, STATES, TROUBLES, WHEN
from lms.org.narrowing import narrowed
from lms.people import queries as people
from lms.people.permissions import PeoplePermission
from lms.requirements import duties
from lms.requirements.models import TrainingYear

pages = Blueprint("notifications", __name__, url_prefix="/notifications")
share_words(
    pages,
    message_kind_words=KINDS,
    message_when_words=WHEN,
    message_channel_words=CHANNELS,
    message_state_words=STATES,
    message_trouble_words=TROUBLES,
)
pages.add_app_template_filter(listing.masked_address, "masked_address")


@pages.get("/")
@requires(NotificationPermission.READ)
def overview() -> ResponseReturnValue:
    """The outbox: the last two weeks by state, and the messages themselves."""
    reach = g.actor.reach(NotificationPermission.READ)
    if not reach.unit_ids:
        team_id = next(iter(reach.team_ids))
        return redirect(url_for("notifications.team", team_id=team_id), 303)
    state, day, wanted = _state_asked(), _day_asked(), request.args.get("q", "")[:80]
    return render_template(
        "notifications/overview.html",
        days=listing.by_day(g.actor, today()),
        page=listing.page_of(g.actor, today(), turn_asked(), state, day),
        state=state,
        day=day,
        wanted=wanted,
        people=listing.find_people(g.actor, fold(wanted).split(), today()),
        can_send=current_app.config["SENDER"] != "none",
    )


@pages.get("/plan")
@requires(NotificationPermission.PLAN)
def plan_form() -> ResponseReturnValue:
    """What would be written today, before it is: counts, and one text of each kind."""
    part = narrowed(g.actor, NotificationPermission.PLAN, today())
    units = part.actor.reach(NotificationPermission.PLAN).unit_ids
    found = [] if part.choices else operations.envelopes(_year_of_today(), today(), units)
    had = queries.written_to(today())
    new = [one for one in found if one.person_id not in had]
    samples = list({one.kind: one for one in reversed(found)}.values())
    return render_template(
        "notifications/plan.html",
        counts=sorted(Counter((one.kind, one.channel) for one in new).items()),
        new=len(new),
        had=len(found) - len(new),
        samples=zip(samples, operations.drafts(samples, today()), strict=True),
        part=part,
        goes_out=current_app.extensions["quiet"].first_moment(now()),
        form=Form(),
    )


@pages.post("/plan")
@requires(NotificationPermission.PLAN)
def plan() -> ResponseReturnValue:
    """Write today's messages. Pressed twice, nothing is written twice."""
    part = narrowed(g.actor, NotificationPermission.PLAN, today())
    operations.plan_messages(
        _year_of_today(),
        today(),
        units=part.actor.reach(NotificationPermission.PLAN).unit_ids,
        by=g.actor,
        at=now(),
    )
    return redirect(url_for("notifications.overview"), 303)


@pages.get("/messages/<uuid:message_id>")
@requires(NotificationPermission.READ)
def message(message_id: UUID) -> ResponseReturnValue:
    """One message: the text, the way, what came of it."""
    row, person = listing.get_message(g.actor, message_id, today())
    return render_template("notifications/message.html", message=row, person=person)


@pages.get("/persons/<uuid:person_id>/previews")
@requires(NotificationPermission.READ)
def person_previews(person_id: UUID) -> ResponseReturnValue:
    """Every kind of message as this person would get it."""
    person = listing.get_addressee(g.actor, person_id, today())
    return render_template(
        "notifications/previews.html",
        person=person,
        previews=previews(_year_of_today(), person.id, today()),
        wants_any=listing.choice_of(person.id)[1],
        quiet=current_app.extensions["quiet"],
    )


@pages.get("/teams/<uuid:team_id>")
@requires(NotificationPermission.READ)
def team(team_id: UUID) -> ResponseReturnValue:
    """What somebody should tell people of a team, and a text for the team's chat group."""
    found = people.get_team(g.actor, NotificationPermission.READ, team_id, today())
    year = duties.year_of(today())
    return render_template(
        "notifications/team.html",
        team=found,
        rows=listing.to_tell(team_id, g.actor.person_id, today()),
        chat=chat_text(year, team_id, today()) if year else "",
        form=Form(),
    )


@pages.post("/teams/<uuid:team_id>/messages/<uuid:message_id>/tellings")
@requires(NotificationPermission.READ)
def tell(team_id: UUID, message_id: UUID) -> ResponseReturnValue:
    """I told them."""
    people.get_team(g.actor, NotificationPermission.READ, team_id, today())
    row = listing.get_to_tell(team_id, message_id, today())
    operations.tell(row, by=g.actor, at=now())
    return redirect(url_for("notifications.team", team_id=team_id), 303)


@pages.get("/own")
@requires(PeoplePermission.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    """My own messages."""
    page = listing.own(g.actor.person_id, turn_asked())
    return render_template("notifications/own.html", page=page)


@pages.get("/own/settings")
@requires(PeoplePermission.OWN_ACCOUNT)
def choice_form() -> ResponseReturnValue:
    """My own e-mail address, and whether I want reminders."""
    mail, wants = listing.choice_of(g.actor.person_id)
    return _choice_page(ChoiceForm(mail=mail, reminders=wants))


@pages.post("/own/settings")
@requires(PeoplePermission.OWN_ACCOUNT)
def choose() -> ResponseReturnValue:
    """Keep what I chose."""
    form = ChoiceForm()
    if not form.validate():
        return _choice_page(form), 422
    operations.choose(
        g.actor.person_id,
        mail=form.mail.data or "",
        reminders=bool(form.reminders.data),
        at=now(),
    )
    return redirect(url_for("accounts.account"), 303)


def _choice_page(form: ChoiceForm) -> str:
    return render_template("notifications/choice.html", form=form)


def _year_of_today() -> TrainingYear:
    year = duties.year_of(today())
    if year is None:
        raise Missing
    return year


def _state_asked() -> MessageState | None:
    asked = request.args.get("state", "")
    return MessageState(asked) if asked in set(MessageState) else None


def _day_asked() -> date | None:
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None
