"""Pages that show the roster: the list, one person and their story, how teams are made up."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import exports, tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.forms import Form
from lms.core.keyset import page_of_list, turn_asked
from lms.core.names import masked_phone
from lms.core.pages import day_asked, share_words
from lms.org.finding import maps
from lms.org.narrowing import narrowed
from lms.people import alike, queries, register
from lms.people.jobs import ROSTER, in_words
from lms.people.permissions import PeoplePermission
from lms.people.register import RosterRow, Sought, Which
from lms.people.reports import roster_report
from lms.people.rules import device_name
from lms.people.words import (
    ABSENCES,
    BREACHES,
    CHANGES,
    POSTS,
    REVIEW_STAGES,
    SEXES,
    TEAM_ROLES,
    UNIT_LEVELS,
)

pages = Blueprint("people", __name__, url_prefix="/people")
share_words(
    pages,
    team_role_words=TEAM_ROLES,
    post_words=POSTS,
    change_words=CHANGES,
    absence_words=ABSENCES,
    breach_words=BREACHES,
    sex_words=SEXES,
    review_stage_words=REVIEW_STAGES,
    unit_level_words=UNIT_LEVELS,
)
pages.add_app_template_filter(masked_phone, "masked_phone")
pages.add_app_template_filter(device_name, "device_name")


@pages.get("/roster")
@requires(PeoplePermission.ROSTER_READ)
def roster() -> ResponseReturnValue:
    """Everybody on the roster, found as one types; phones are masked."""
    sought = _sought()
    map_day = sought.map_day
    return render_template(
        "people/roster.html",
        page=register.people(sought, turn_asked()),
        count=register.how_many(sought),
        which=sought.which,
        wanted=sought.wanted,
        whole=Which,
        map_day=map_day,
        asked_map=None if map_day == today() else map_day.isoformat(),
        maps=maps(),
    )


@pages.get("/roster.<any('xlsx','csv'):ending>")
@requires(PeoplePermission.ROSTER_READ)
def roster_file(ending: str) -> ResponseReturnValue:
    """The roster as an office expects it; a long one is made by a job. Every download is logged."""
    sought = _sought()
    rows = register.how_many(sought, whole=True).number
    if rows > exports.LONG:
        return render_template("exports/ask.html", rows=rows, form=Form())
    report = roster_report(
        register.everybody(sought),
        day=sought.day,
        map_day=sought.map_day,
        agency=current_app.config["ORGANISATION"],
        phones=g.actor.may(PeoplePermission.PHONE_LOOK),
    )
    record("roster.exported", g.actor, by=g.actor, at=now(), rows=rows, file=ending)
    return tables.send_rows(report, ending, f"danh-sach-{sought.day:%Y%m%d}.{ending}")


@pages.post("/roster.<any('xlsx','csv'):ending>")
@requires(PeoplePermission.ROSTER_READ)
def ask_for_roster(ending: str) -> ResponseReturnValue:
    """Have the roster made beside the requests, however long."""
    sought, name = _sought(), f"danh-sach-{today():%Y%m%d}.{ending}"
    rows = register.how_many(sought, whole=True).number
    row = exports.ask(ROSTER, name, rows, by=g.actor, at=now(), **in_words(sought))
    record("roster.exported", g.actor, by=g.actor, at=now(), rows=rows, file=ending)
    return redirect(url_for("exports.export", export_id=row.id), 303)


@pages.get("/persons/<uuid:person_id>")
@requires(PeoplePermission.ROSTER_READ)
def person(person_id: UUID) -> ResponseReturnValue:
    """One person: what holds today, and their dated story."""
    day = today()
    line = register.person_line(g.actor, PeoplePermission.ROSTER_READ, person_id, day)
    if line.person.same_as_id is not None:
        return redirect(url_for("people.person", person_id=line.person.same_as_id), 303)
    return _person_page(line, day)


@pages.post("/persons/<uuid:person_id>/phone-looks")
@requires(PeoplePermission.PHONE_LOOK)
def look_at_phone(person_id: UUID) -> ResponseReturnValue:
    """Show the full phone once; the look is written down."""
    day = today()
    line = register.person_line(g.actor, PeoplePermission.PHONE_LOOK, person_id, day)
    record("phone.looked", line.person, by=g.actor, at=now(), label=line.person.full_name)
    return _person_page(line, day, phone=line.phone)


@pages.get("/composition")
@requires(PeoplePermission.ROSTER_READ)
def composition() -> ResponseReturnValue:
    """Teams that are not made up as the rule asks. It warns and blocks nothing."""
    day = today()
    rule, map_day = register.rule_on(day), day_asked("map", day)
    part = narrowed(g.actor, PeoplePermission.ROSTER_READ, day)
    teams = []
    if rule and not part.choices:
        teams = register.ill_made_teams(part.actor, day, rule, map_day)
    counts = {breach: sum(breach in t.breaches for t in teams) for breach in BREACHES}
    return render_template(
        "people/composition.html",
        rule=rule,
        day=day,
        map_day=map_day,
        maps=maps(),
        counts=counts,
        total=len(teams),
        part=part,
        page=page_of_list(teams, turn_asked(), lambda one: one.team.id),
    )


def _person_page(line: RosterRow, day: date, phone: str = "") -> str:
    person_id = line.person.id
    return render_template(
        "people/person.html",
        line=line,
        on_roster=line.membership.until is None or line.membership.until > day,
        day=day,
        phone=phone,
        posts=queries.posts_of([person_id], day).get(person_id, []),
        seats=register.seats(person_id),
        story=register.story(person_id),
        merges=alike.merges_of(person_id),
        form=Form(),
    )


def _sought() -> Sought:
    asked, day = request.args.get("show", ""), today()
    which = Which(asked) if asked in set(Which) else Which.ALL
    wanted = request.args.get("q", "")[:80]
    return Sought(g.actor, day, day_asked("map", day), wanted, which)
