"""What messages show on pages of packages below: on home and on the account page."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template

from lms.core.clock import today
from lms.notifications import listing
from lms.notifications.permissions import NotificationPermission
from lms.people.permissions import PeoplePermission


def on_home(person_id: UUID) -> str:
    """The newest message, and how many a leader should pass on by word of mouth."""
    if not g.actor.may(PeoplePermission.OWN_ACCOUNT):
        return ""  # somebody helps on their own phone: messages are not theirs to read
    found = listing.newest(person_id)
    teams = g.actor.reach(NotificationPermission.READ).team_ids
    return render_template(
        "notifications/_home.html",
        newest=found if found and (today() - found.day).days < listing.SHOWN_DAYS else None,
        to_tell=listing.number_to_tell(teams, person_id, today()),
        team_id=next(iter(teams), None),
    )


def on_account(person_id: UUID) -> str:
    """The way to one's own messages and what one chose about them."""
    mail, wants = listing.choice_of(person_id)
    return render_template("notifications/_account.html", mail=mail, wants=wants)
