"""Home (what I still owe) and coverage: province → commune → team → person → evidence."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from certificates import queries as certificates
from courses import queries as courses
from courses.permissions import CoursePermission
from courses.rules import Stage
from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.names import fold
from lms.core.pages import Sorting, share_words
from lms.org.finding import find_units, maps
from lms.org.queries import NamedUnit, is_within, path
from lms.people import accounts
from lms.people import queries as people
from lms.people.permissions import PeoplePermission
from lms.requirements import cases, duties, queries, rules
from lms.requirements.calling import ORDER
from lms.requirements.permissions import CoveragePermission
from lms.requirements.reports import coverage_report
from lms.requirements.views.curves import curve_of
from lms.requirements.views.scopes import Scope, first_heading, rows_of, scope_asked
from lms.requirements.words import (
    CLAIM_SOURCES,
    DISPENSATION_KINDS,
    STATES,
    duty_words,
)
from lms.training.bookings import own_seats
from lms.training.queries import attendances_of
from quizzes.queries import ways_of

pages = Blueprint("requirements", __name__)
share_words(
    pages,
    state_words=STATES,
    claim_source_words=CLAIM_SOURCES,
    dispensation_words=DISPENSATION_KINDS,
)
pages.add_app_template_filter(duty_words, "duty_words")

MOST_PEOPLE_FOUND = 50
# Where staff who learn nothing themselves land: the first door their role opens.
STAFF_DOORS = (
    (CoveragePermission.READ, "requirements.coverage_now"),
    (CoursePermission.REVIEW, "courses.manuscripts"),
    (PeoplePermission.OWN_ACCOUNT, "accounts.account"),
)


@pages.get("/")
@requires(CoveragePermission.HOME)
def home() -> ResponseReturnValue:
    """What I still owe this year, and one button to go on; staff land on their figures."""
    if not g.actor.may(CoursePermission.LEARN):
        doors = (door for permission, door in STAFF_DOORS if g.actor.may(permission))
        return redirect(url_for(next(doors)), 303)
    day = today()
    year = duties.year_of(day)
    duty = duties.get_duty(year, day) if year else None
    standings = courses.catalogue(g.actor.person_id, day.year)
    return render_template(
        "requirements/home.html",
        year=year,
        duty=duty,
        standing=queries.standing_of(g.actor.person_id, duty, day) if duty else None,
        attendances=attendances_of(g.actor.person_id, date(day.year, 1, 1), day),
        under_way=[s for s in standings if s.progress.stage in {Stage.READING, Stage.QUIZ}],
        done=[s for s in standings if s.progress.stage is Stage.DONE],
        fresh=[s for s in standings if s.progress.stage is Stage.NEW],
        certificates=certificates.own(g.actor),
        seat=people.seat_of(g.actor.person_id, day),
        own_seats=own_seats(g.actor.person_id, day),
        form=Form(),
    )


@pages.get("/requirements/coverage")
@requires(CoveragePermission.READ)
def coverage_now() -> ResponseReturnValue:
    """The coverage of this year, or of the newest year there is."""
    newest = duties.year_of(today()) or next(iter(duties.years()), None)
    if newest is None:
        raise Missing(_("No training year has been opened yet."))
    return redirect(url_for("requirements.coverage", year=newest.year), 303)


@pages.get("/requirements/<int:year>/coverage")
@requires(CoveragePermission.READ)
def coverage(year: int) -> ResponseReturnValue:
    """Coverage of the communes of the province or the teams of a commune."""
    scope = scope_asked(year)
    if scope is None:
        team_id = next(iter(g.actor.reach(CoveragePermission.READ).team_ids))
        return redirect(url_for("requirements.team", year=year, team_id=team_id), 303)
    sorting = Sorting.from_request(queries.SORTS, "-due" if scope.is_province else "name")
    wanted = request.args.get("q", "")[:80]
    rows = rows_of(scope)
    return render_template(
        "requirements/coverage.html",
        scope=scope,
        above=_readable_path(scope),
        rows=queries.arranged(
            rows, sorting.column, descending=sorting.descending, words=fold(wanted).split()
        ),
        total=rules.total([row.coverage for row in rows]),
        duties=duties.duties(scope.year, scope.day),
        people=_people_found(scope, wanted),
        old_names=_old_names(scope, wanted, {row.id for row in rows}),
        sorting=sorting,
        wanted=wanted,
        years=duties.years(),
        maps=maps(),
        first_heading=first_heading(scope),
        nowhere=queries.NOWHERE,
        curve=curve_of(scope, rows) if scope.is_province else None,
    )


@pages.get("/requirements/<int:year>/coverage.<string:ending>")
@requires(CoveragePermission.READ)
def coverage_file(year: int, ending: str) -> Response:
    """The same table as a file for the office. Every download is logged by name."""
    scope = scope_asked(year)
    if scope is None or ending not in tables.WRITERS:
        raise Missing
    rows = queries.arranged(rows_of(scope), "name", descending=False)
    report = coverage_report(
        rows,
        year=scope.year,
        counted_on=scope.day,
        made_on=today(),
        agency=current_app.config["ORGANISATION"],
        scope=scope.unit.title,
        first_heading=first_heading(scope),
        map_day=scope.map_day,
        duty=scope.duty,
        elsewhere=queries.attendances_elsewhere(scope.duty, scope.day) if scope.is_province else 0,
    )
    record(
        "coverage.exported", scope.year, by=g.actor, at=now(), label=scope.unit.title, file=ending
    )
    write, kind = tables.WRITERS[ending]
    return tables.download(write(report), kind, f"boi-duong-{year}-{scope.day:%Y%m%d}.{ending}")


@pages.get("/requirements/<int:year>/teams/<uuid:team_id>")
@requires(CoveragePermission.READ)
def team(year: int, team_id: UUID) -> ResponseReturnValue:
    """Everybody of a team, and who is still to be trained."""
    found_year = duties.get_year(year)
    day = duties.counted_on(found_year, today())
    duty = duties.get_duty(found_year, day, request.args.get("duty", ""))
    found = people.get_team(g.actor, CoveragePermission.READ, team_id, day)
    rows = queries.of_team(duty, day, team_id)
    ids = [row.person.id for row in rows]
    return render_template(
        "requirements/team.html",
        year=found_year,
        duty=duty,
        duties=duties.duties(found_year, day),
        day=day,
        team=found,
        units=path(people.unit_of_team(team_id, day), day),
        reach=g.actor.reach(CoveragePermission.READ),
        rows=rows,
        left=sorted(
            (row for row in rows if row.state in ORDER), key=lambda row: ORDER.index(row.state)
        ),
        total=rules.coverage_of((row.state, row.tally) for row in rows),
        posts=people.posts_of(ids, day),
        phones=people.phones_of(ids, day),
    )


@pages.get("/requirements/<int:year>/persons/<uuid:person_id>")
@requires(CoveragePermission.READ)
def person(year: int, person_id: UUID) -> ResponseReturnValue:
    """One person and the evidence itself."""
    found_year = duties.get_year(year)
    day = duties.counted_on(found_year, today())
    found = people.get_person(g.actor, CoveragePermission.READ, person_id, day)
    completions = courses.completions_of(person_id, year)
    return render_template(
        "requirements/person.html",
        year=found_year,
        day=day,
        person=found,
        seat=people.seat_of(person_id, day),
        standings=[
            (duty, row)
            for duty in duties.duties(found_year, day)
            if (row := queries.standing_of(person_id, duty, day))
        ],
        cases=cases.cases(g.actor, CoveragePermission.READ, year, day, person_id=person_id),
        posts=people.posts_of([person_id], day).get(person_id, []),
        phone=people.phones_of([person_id], day).get(person_id, ""),
        attendances=attendances_of(person_id, found_year.opens, found_year.closes),
        completions=completions,
        certificates=certificates.of_enrolments([c.enrolment_id for c in completions]),
        attempt_ways=ways_of([c.attempt_id for c in completions]),
        helpers={
            c.enrolment_id: accounts.helper_at(person_id, c.completed_at) for c in completions
        },
    )


def _readable_path(scope: Scope) -> list[NamedUnit]:
    """The units above that the actor may open, for the way back."""
    roots = g.actor.reach(CoveragePermission.READ).unit_ids
    above = path(scope.unit.id, scope.map_day)[:-1]
    if scope.asked_map:
        return above
    return [unit for unit in above if is_within(unit.id, roots, scope.day)]


def _old_names(scope: Scope, wanted: str, shown: set[UUID]) -> list[tuple[str, NamedUnit]]:
    """Units once called so, each with what stands there on the map now: `Bắc Hùng` → Na Sầm."""
    if not scope.is_province or not wanted.strip():
        return []
    return [
        (one.title, unit)
        for one in find_units(wanted, scope.map_day, levels=[scope.lines])
        if one.until is not None
        for unit in one.today
        if unit.id in shown
    ]


def _people_found(scope: Scope, wanted: str) -> list[object]:
    words = fold(wanted).split()
    if not words:
        return []
    return list(
        queries.find_people(
            g.actor,
            scope.duty,
            scope.day,
            words,
            unit_id=scope.unit.id,
            map_day=scope.map_day,
            most=MOST_PEOPLE_FOUND,
        )
    )
