"""The facts of a package: classes, evidence, dispensations, rules, changes of the roster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.people import reconciling
from lms.people.permissions import PeoplePermission
from lms.people.queries import canonical
from lms.people.reconciling import Statement
from lms.requirements import duties
from lms.requirements.evidence import claim_titles
from lms.requirements.models import Dispensation, Requirement
from lms.requirements.rules import Evidence, EvidenceKind
from lms.requirements.seals.lines import (
    ChangeLine,
    ClassLine,
    DispensationLine,
    EvidenceLine,
)
from lms.requirements.seals.people_lines import Numbered, Scope
from lms.training.models import TrainingClass
from lms.training.queries import topics_between

Done = Mapping[UUID, Mapping[UUID, Evidence]]


def classes_and_evidence(
    scope: Scope, done: Done, numbered: Numbered
) -> tuple[list[ClassLine], list[EvidenceLine]]:
    """The classes in which somebody of the package was, and everything its people did."""
    own = {who: one for who, one in done.items() if who in numbered.people}
    counts = Counter(what for one in own.values() for what in one)
    classes = _class_lines(scope, counts)
    outside = claim_titles(scope.year)
    lines = [
        EvidenceLine(
            ref=numbered.people[who].ref,
            day=one.on,
            kind=one.kind.value,
            minutes=one.minutes,
            topics=one.topics,
            what=_what(one, what_id, classes, outside),
            class_ref=classes[what_id].class_ref if what_id in classes else None,
        )
        for who, things in own.items()
        for what_id, one in things.items()
    ]
    lines.sort(key=lambda line: (line.ref, line.day, line.kind, line.what, line.class_ref or 0))
    return sorted(classes.values(), key=lambda line: line.class_ref), lines


def _class_lines(scope: Scope, counts: Counter[UUID]) -> dict[UUID, ClassLine]:
    year = scope.year
    held = db.session.scalars(
        select(TrainingClass).where(TrainingClass.held_on.between(year.opens, year.closes))
    )
    topics = topics_between(year.opens, year.closes)
    found = {}
    for one in held:
        if one.id in counts:
            code = scope.places.code_of(one.unit_id)
            found[one.id] = ClassLine(
                0, one.held_on, one.title, one.hours, one.organiser.value, code, one.place,
                tuple(topics.get(one.id, ())), counts[one.id],
            )  # fmt: skip
    order = sorted(found, key=lambda class_id: tuple(map(str, vars(found[class_id]).values())))
    return {
        class_id: ClassLine(**{**vars(found[class_id]), "class_ref": number})
        for number, class_id in enumerate(order, 1)
    }


def _what(
    one: Evidence, what_id: UUID, classes: Mapping[UUID, ClassLine], outside: Mapping[UUID, str]
) -> str:
    if one.kind is EvidenceKind.CLASS:
        return classes[what_id].title
    return outside[what_id] if one.kind is EvidenceKind.OUTSIDE else one.topics[0]


def dispensations(scope: Scope, numbered: Numbered) -> list[DispensationLine]:
    """What was granted to people of the package."""
    rows = db.session.execute(
        select(Dispensation, Requirement.code)
        .join(Requirement, Requirement.id == Dispensation.requirement_id)
        .where(Requirement.year == scope.year.year, Dispensation.granted.is_(True))
    ).all()
    people = canonical([row[0].person_id for row in rows])
    lines = [
        DispensationLine(
            numbered.people[people[row.person_id]].ref, code, row.kind.value, row.since, row.until
        )
        for row, code in rows
        if people[row.person_id] in numbered.people
    ]
    return sorted(lines, key=lambda line: tuple(map(str, vars(line).values())))


def changes(scope: Scope) -> tuple[Statement, list[ChangeLine]]:
    """Why the closing roster is not the opening one."""
    grant = Grant("seal", frozenset({PeoplePermission.ROSTER_READ}), unit_id=scope.unit.id)
    found = reconciling.statement(
        Actor(None, "seal", (grant,)), scope.year.opens, scope.year.closes, scope.unit.id
    )
    kinds: Iterable[tuple[str, Any]] = (
        ("joined", found.joined),
        ("moved_in", found.moved_in),
        ("left", found.left),
        ("moved_out", found.moved_out),
        ("double", found.doubles),
    )
    lines = [
        ChangeLine(kind, one.person.full_name, one.team.name)
        for kind, some in kinds
        for one in some
    ]
    return found, sorted(lines, key=lambda line: (line.kind, line.name, line.team))


def year_facts(scope: Scope, statement: Statement) -> dict[str, Any]:
    """The year and all its rules as plain data; units in rules go by their codes."""
    year = scope.year
    found: dict[str, dict[str, Any]] = {}
    for requirement, version in duties.versions(year):
        one = found.setdefault(
            requirement.code,
            {"code": requirement.code, "position": requirement.position, "versions": []},
        )
        units = sorted(scope.places.code_of(UUID(unit)) for unit in version.rule["units"])
        one["versions"].append(
            {
                "number": version.number,
                "since": version.since.isoformat(),
                "title": version.title,
                "rule": {**version.rule, "units": units},
                "legal_basis": version.legal_basis,
                "why": version.why,
            }
        )
    return {
        "year": year.year,
        "opens": year.opens.isoformat(),
        "closes": year.closes.isoformat(),
        "map_day": year.closes.isoformat(),
        "unit": scope.unit.title,
        "unit_code": scope.unit.code or "",
        "legal_basis": year.legal_basis,
        "opening": statement.opening,
        "closing": statement.closing,
        "requirements": list(found.values()),
    }
