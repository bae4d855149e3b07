"""What certificates show on pages of packages below."""

from __future__ import annotations

from uuid import UUID

from flask import g, render_template, request

from certificates import names, queries
from certificates.permissions import CertificatePermission
from lms.core.clock import now, today
from lms.people.accounts import get_anybody


def on_result_page(attempt_id: UUID) -> str:
    """The certificate just earned, under the result of a quiz, or that it waits for the name."""
    certificate = queries.of_attempt(attempt_id)
    if certificate is None and g.actor.may(CertificatePermission.OWN):
        return _name_card(g.actor.person_id, only_when_waiting=True)
    return render_template("certificates/_earned.html", certificate=certificate)


def on_corrected_result(attempt_id: UUID) -> str:
    """Whether somebody whose result a corrected key changes has the certificate of the module."""
    certificate = queries.of_attempt(attempt_id)
    return render_template("certificates/_corrected.html", certificate=certificate)


def on_home(person_id: UUID) -> str:
    """The question about the name, until it is answered."""
    return _name_card(person_id) if g.actor.may(CertificatePermission.OWN) else ""


def on_module(module_id: UUID) -> str:
    """The same question, where somebody is about to earn a certificate."""
    return on_home(g.actor.person_id)


def on_team(team_id: UUID, year: str) -> str:
    """The way to the certificates of the same team and year."""
    if not g.actor.may(CertificatePermission.READ) or int(year) > today().year:
        return ""
    return render_template("certificates/_team.html", team_id=team_id, year=int(year))


def _name_card(person_id: UUID, *, only_when_waiting: bool = False) -> str:
    """The question; for who has answered only, where something waits, that it does."""
    check = queries.name_check(person_id)
    if check is not None and (check.is_right or not only_when_waiting):
        return ""
    waiting = names.waiting_for([person_id], today(), at=now())
    if only_when_waiting and not waiting:
        return ""
    return render_template(
        "certificates/names/_card.html",
        person=get_anybody(person_id),
        check=check,
        waiting=waiting,
        next=request.path,
    )
