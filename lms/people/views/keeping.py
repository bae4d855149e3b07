"""Forms that keep the roster: one page for every kind of change, and one for somebody new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import TicksField, options
from lms.people import queries, register
from lms.people.forms import (
    AbsenceForm,
    ChangeForm,
    CorrectionForm,
    DepartureForm,
    MemberForm,
    PhoneForm,
    PostsForm,
    RoleForm,
    RuleForm,
    SeatForm,
)
from lms.people.models import AbsenceReason, Person, Post, Sex, TeamRole
from lms.people.operations import keeping
from lms.people.operations.keeping import Entry, Particulars
from lms.people.permissions import PeoplePermission
from lms.people.register import RosterRow
from lms.people.rules import phone_of

pages = Blueprint("keeping", __name__, url_prefix="/people")


@dataclass(frozen=True)
class Change:
    """One kind of change: its words, its form, what it does, whom it is for."""

    title: Any
    hint: Any
    form: type[ChangeForm]
    apply: Callable[[Person, Any, Entry], None]
    on_roster: bool = True


CHANGES: Mapping[str, Change] = {
    "role": Change(
        _("New role in the team"),
        _("For example a new leader. Their time on the roster goes on unbroken."),
        RoleForm,
        lambda person, form, entry: keeping.change_role(person, TeamRole(form.role.data), entry),
    ),
    "posts": Change(
        _("Posts held"),
        _("Tick every post this person holds from that day on."),
        PostsForm,
        lambda person, form, entry: keeping.set_posts(person, _posts(form.posts), entry),
    ),
    "phone": Change(
        _("New phone number"),
        _("Leave it empty when this person has no phone any more."),
        PhoneForm,
        lambda person, form, entry: keeping.change_phone(
            person, phone_of(form.phone.data) if form.phone.data else None, entry
        ),
    ),
    "correction": Change(
        _("Correct the particulars"),
        _("Certificates already issued keep what is printed on them."),
        CorrectionForm,
        lambda person, form, entry: keeping.correct(person, _particulars(form), entry),
    ),
    "absence": Change(
        _("Cannot be reached for a while"),
        _("They stay on the roster and in the count, and are shown apart."),
        AbsenceForm,
        lambda person, form, entry: keeping.mark_absent(
            person,
            AbsenceReason(form.reason.data),
            entry,
            until=form.until.data,
            evidence=form.evidence.data,
        ),
    ),
    "presence": Change(
        _("Can be reached again"),
        _("From that day on they are no longer shown apart."),
        ChangeForm,
        lambda person, form, entry: keeping.mark_present(person, entry),
    ),
    "team": Change(
        _("Move to another team"),
        _("Their time on the roster goes on unbroken, and so does their training year."),
        SeatForm,
        lambda person, form, entry: keeping.move(
            person, UUID(form.team.data), TeamRole(form.role.data), entry
        ),
    ),
    "departure": Change(
        _("Take off the roster"),
        _("Nothing they did is lost: their story and evidence stay."),
        DepartureForm,
        lambda person, form, entry: keeping.leave(person, entry, died=form.cause.data == "died"),
    ),
    "return": Change(
        _("Put back on the roster"),
        _("For somebody who had left and is in a team again."),
        SeatForm,
        lambda person, form, entry: keeping.come_back(
            person, UUID(form.team.data), TeamRole(form.role.data), entry
        ),
        on_roster=False,
    ),
}
KINDS = "<any(" + ", ".join(f'"{kind}"' for kind in CHANGES) + "):kind>"


@pages.get(f"/persons/<uuid:person_id>/changes/{KINDS}")
@requires(PeoplePermission.ROSTER_KEEP)
def change_form(person_id: UUID, kind: str) -> ResponseReturnValue:
    """The form of one kind of change, filled with what holds today."""
    line = _line(person_id)
    form = _form(line, kind, fresh=True)
    return _change_page(line, kind, form)


@pages.post(f"/persons/<uuid:person_id>/changes/{KINDS}")
@requires(PeoplePermission.ROSTER_KEEP)
def change(person_id: UUID, kind: str) -> ResponseReturnValue:
    """Enter the change; what a rule forbids is said beside the form."""
    line = _line(person_id)
    form = _form(line, kind)
    if not form.validate():
        return _change_page(line, kind, form), 422
    try:
        CHANGES[kind].apply(line.person, form, _entry(form))
    except Refused as refused:
        return _change_page(line, kind, form, refused.message), 409
    return redirect(url_for("people.person", person_id=person_id), 303)


@pages.get("/teams/<uuid:team_id>/member-form")
@requires(PeoplePermission.ROSTER_KEEP)
def member_form(team_id: UUID) -> ResponseReturnValue:
    """The form for somebody new in a team."""
    team = queries.get_team(g.actor, PeoplePermission.ROSTER_KEEP, team_id, today())
    return render_template("people/member.html", team=team, form=MemberForm(day=today()))


@pages.post("/teams/<uuid:team_id>/members")
@requires(PeoplePermission.ROSTER_KEEP)
def enter_member(team_id: UUID) -> ResponseReturnValue:
    """Put somebody new on the roster of a team."""
    team = queries.get_team(g.actor, PeoplePermission.ROSTER_KEEP, team_id, today())
    form = MemberForm()
    if not form.validate():
        return render_template("people/member.html", team=team, form=form), 422
    person = keeping.enter_member(
        _particulars(form),
        team_id,
        TeamRole(form.role.data),
        _entry(form),
        phone=phone_of(form.phone.data) if form.phone.data else None,
        posts=_posts(form.posts),
    )
    return redirect(url_for("people.person", person_id=person.id), 303)


@pages.get("/composition/rule-form")
@requires(PeoplePermission.RULE_SET)
def rule_form() -> ResponseReturnValue:
    """The form for a new rule, filled with the one that holds."""
    rule = register.rule_on(today())
    form = RuleForm(
        day=today(),
        least_members=rule.least_members if rule else None,
        leader_posts=rule.leader_posts if rule else [],
        deputy_posts=rule.deputy_posts if rule else [],
        legal_basis=rule.legal_basis if rule else "",
    )
    return render_template("people/rule.html", form=form, problem="")


@pages.post("/composition/rules")
@requires(PeoplePermission.RULE_SET)
def set_rule() -> ResponseReturnValue:
    """Set how teams must be made up from a day on."""
    form = RuleForm()
    if not form.validate():
        return render_template("people/rule.html", form=form, problem=""), 422
    try:
        keeping.set_composition_rule(
            form.least_members.data or 0,
            _posts(form.leader_posts),
            _posts(form.deputy_posts),
            form.legal_basis.data or "",
            _entry(form),
        )
    except Refused as refused:
        return render_template("people/rule.html", form=form, problem=refused.message), 409
    return redirect(url_for("people.composition"), 303)


def _line(person_id: UUID) -> RosterRow:
    return register.person_line(g.actor, PeoplePermission.ROSTER_KEEP, person_id, today())


def _form(line: RosterRow, kind: str, *, fresh: bool = False) -> ChangeForm:
    """The form of a kind; one that does not fit this person is not there."""
    kind_of_change = CHANGES[kind]
    on_roster = line.membership.until is None or line.membership.until > today()
    if on_roster is not kind_of_change.on_roster:
        raise Missing
    form = kind_of_change.form(**_as_it_is(line)) if fresh else kind_of_change.form()
    if isinstance(form, SeatForm):
        teams = register.teams_beside(g.actor, PeoplePermission.ROSTER_KEEP, line.team.id, today())
        form.team.choices = options({str(team.id): team.name for team in teams})
    return form


def _as_it_is(line: RosterRow) -> dict[str, Any]:
    person = line.person
    return {
        "day": today(),
        "role": line.membership.role,
        "full_name": person.full_name,
        "birth_year": person.birth_year,
        "sex": person.sex or "",
        "posts": queries.posts_of([person.id], today()).get(person.id, []),
    }


def _entry(form: ChangeForm | RuleForm) -> Entry:
    why = form.why.data if isinstance(form, ChangeForm) else ""
    return Entry(by=g.actor, at=now(), on=form.day.data or today(), why=why or "")


def _posts(field: TicksField) -> list[Post]:
    return [Post(one) for one in field.data or ()]


def _particulars(form: CorrectionForm | MemberForm) -> Particulars:
    return Particulars(
        form.full_name.data or "",
        form.birth_year.data,
        Sex(form.sex.data) if form.sex.data else None,
    )


def _change_page(line: RosterRow, kind: str, form: ChangeForm, problem: str = "") -> str:
    return render_template(
        "people/change.html",
        line=line,
        kind=kind,
        change=CHANGES[kind],
        form=form,
        problem=problem,
    )
