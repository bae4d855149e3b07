"""Reads a package from the database: the facts, and the figures as every page shows them.

The figures come from the same queries as the pages (`seats`, the projection); before a package is
kept, it is checked against a recount from its own facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import literal_column

from lms.core.db import db
from lms.org.queries import NamedUnit, subtree
from lms.people.models import Membership, TeamPlacement
from lms.requirements import duties, queries, rules
from lms.requirements.duties import Duty
from lms.requirements.evidence import evidence_by_what
from lms.requirements.models import Standing, TrainingYear
from lms.requirements.places import Places
from lms.requirements.rules import Coverage
from lms.requirements.seals import fact_lines
from lms.requirements.seals.lines import ConfirmationLine, CoverageLine, ResultLine
from lms.requirements.seals.package import Contents
from lms.requirements.seals.people_lines import Numbered, Scope, people_of
from lms.requirements.seals.recounting import COMMUNE, EVERYBODY, TEAM, in_order
from lms.requirements.seats import Seats, facts_in
from lms.requirements.standings import tally_in


def collect(
    year: TrainingYear, unit: NamedUnit, confirmations: Iterable[ConfirmationLine]
) -> Contents:
    """Everything of a package but its report, in an order that no database has a part in."""
    scope = Scope(year, unit, Places(year.closes))
    done = evidence_by_what(year)
    numbered = people_of(scope, {who: list(one.values()) for who, one in done.items()})
    classes, evidence = fact_lines.classes_and_evidence(scope, done, numbered)
    statement, changes = fact_lines.changes(scope)
    in_force = duties.duties(year, year.closes)
    results = [line for duty in in_force for line in _results(scope, duty, numbered)]
    coverage = [line for duty in in_force for line in _coverage(scope, duty, numbered)]
    return Contents(
        year=fact_lines.year_facts(scope, statement),
        people=sorted(numbered.people.values(), key=lambda line: line.ref),
        dispensations=fact_lines.dispensations(scope, numbered),
        classes=classes,
        evidence=evidence,
        results=results,
        coverage=in_order(coverage, [duty.code for duty in in_force]),
        changes=changes,
        confirmations=sorted(confirmations, key=lambda line: line.commune_code),
    )


def _results(scope: Scope, duty: Duty, numbered: Numbered) -> list[ResultLine]:
    """Where everybody stands, from the projection."""
    seats = Seats(duty, scope.year.closes)
    rows = db.session.execute(
        seats.select([Membership.person_id, Standing, *seats.flags]).where(_within(scope))
    )
    lines = [
        ResultLine.of(
            duty.code,
            numbered.people[person_id].ref,
            rules.state(facts_in(alike)),
            tally_in(standing),
        )
        for person_id, standing, *alike in rows
    ]
    return sorted(lines, key=lambda line: line.ref)


def _within(scope: Scope) -> Any:
    return TeamPlacement.unit_id.in_(subtree([scope.unit.id], scope.year.closes))


def _coverage(scope: Scope, duty: Duty, numbered: Numbered) -> Iterator[CoverageLine]:
    """The figures of everybody, of communes and of teams, grouped in SQL as on the pages."""
    titles = {line.team_ref: (line.commune_code, line.team) for line in numbered.people.values()}
    for one in _grouped(scope, duty, literal_column("1")).values():
        yield CoverageLine.of((duty.code, EVERYBODY, "", None, scope.unit.title), one)
    for (code, title), one in _by_commune(scope, duty).items():
        yield CoverageLine.of((duty.code, COMMUNE, code, None, title), one)
    for team_id, one in _grouped(scope, duty, Membership.team_id).items():
        number = numbered.teams[team_id]
        code, name = titles[number]
        yield CoverageLine.of((duty.code, TEAM, code, number, name), one)


def _by_commune(scope: Scope, duty: Duty) -> dict[tuple[str, str], Coverage]:
    found: dict[tuple[str, str], Coverage] = {}
    for unit_id, one in _grouped(scope, duty, TeamPlacement.unit_id).items():
        commune = scope.places.commune(unit_id)
        found[commune] = found.get(commune, Coverage()) + one
    return found


def _grouped(scope: Scope, duty: Duty, key: Any) -> dict[UUID, Coverage]:
    grouped = queries.figures(duty, scope.year.closes, key).where(_within(scope))
    return queries.coverages(grouped)
