"""Pages that show the roster: the list, one person and their story, how teams are made up."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.names import masked_phone
from lms.core.pages import PAGE_SIZE, day_asked, page_number, share_words
from lms.org.finding import maps
from lms.people import alike, queries, register
from lms.people.permissions import PeoplePermission
from lms.people.register import RosterRow, Which
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

MOST_EXPORTED = 20_000


@pages.get("/roster")
@requires(PeoplePermission.ROSTER_READ)
def roster() -> ResponseReturnValue:
    """Everybody on the roster, found as one types; phones are masked."""
    which, number, wanted = _which(), page_number(), _wanted()
    map_day = day_asked("map", today())
    found = register.people(g.actor, today(), wanted, which, page=number, map_day=map_day)
    return render_template(
        "people/roster.html",
        found=found,
        which=which,
        wanted=wanted,
        page=number,
        more=found.total > number * PAGE_SIZE,
        whole=Which,
        map_day=map_day,
        asked_map=None if map_day == today() else map_day.isoformat(),
        maps=maps(),
    )


@pages.get("/roster.<string:ending>")
@requires(PeoplePermission.ROSTER_READ)
def roster_file(ending: str) -> Response:
    """The roster as an office expects it. Every download is logged by name."""
    if ending not in tables.SHEETS:
        raise Missing
    day, which, wanted = today(), _which(), _wanted()
    map_day = day_asked("map", day)
    found = register.people(g.actor, day, wanted, which, size=MOST_EXPORTED, map_day=map_day)
    posts = queries.posts_of([row.person.id for row in found.rows], day)
    report = roster_report(
        found.rows,
        posts,
        day=day,
        map_day=map_day,
        agency=current_app.config["ORGANISATION"],
        phones=g.actor.may(PeoplePermission.PHONE_LOOK),
    )
    record("roster.exported", g.actor, by=g.actor, at=now(), rows=found.total, file=ending)
    write, kind = tables.SHEETS[ending]
    return tables.download(write(report), kind, f"danh-sach-{day:%Y%m%d}.{ending}")


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
    day, number = today(), page_number()
    rule, map_day = register.rule_on(day), day_asked("map", day)
    teams = register.ill_made_teams(g.actor, day, rule, map_day) if rule else []
    counts = {breach: sum(breach in t.breaches for t in teams) for breach in BREACHES}
    first = (number - 1) * PAGE_SIZE
    return render_template(
        "people/composition.html",
        rule=rule,
        day=day,
        map_day=map_day,
        maps=maps(),
        counts=counts,
        total=len(teams),
        teams=teams[first : first + PAGE_SIZE],
        page=number,
        more=len(teams) > first + PAGE_SIZE,
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


def _wanted() -> str:
    return request.args.get("q", "")[:80]


def _which() -> Which:
    asked = request.args.get("show", "")
    return Which(asked) if asked in set(Which) else Which.ALL
