"""The projection of standings: kept true with each fact, read back, built anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from lms.core.db import chunks, db
from lms.people.queries import canonical
from lms.requirements import duties
from lms.requirements.evidence import evidence_of, people_with_evidence
from lms.requirements.models import RequirementVersion, Standing, TrainingYear
from lms.requirements.rules import Evidence, Rule, Tally, read_rule, tally


def tallies(
    year: TrainingYear, rule: Rule, person_ids: Collection[UUID] | None = None
) -> dict[UUID, Tally]:
    """Person → what they did and when it met a rule, counted from the facts."""
    return {who: tally(done, rule) for who, done in evidence_of(year, person_ids).items()}


def refresh(year: TrainingYear, person_ids: Collection[UUID]) -> None:
    """Bring the standings of these people up to date with their evidence."""
    versions = [version for _requirement, version in duties.versions(year)]
    for given in chunks(list(person_ids)):
        db.session.flush()
        people = canonical(given)
        some = set(people.values())
        db.session.execute(
            delete(Standing).where(
                Standing.version_id.in_([version.id for version in versions]),
                Standing.person_id.in_(some | people.keys()),
            )
        )
        _write(versions, evidence_of(year, some))


def build(year: TrainingYear, version: RequirementVersion) -> None:
    """Build the standings of a new version."""
    _write([version], evidence_of(year))


def recount(year: TrainingYear) -> None:
    """Throw all standings of a year away and build them from the facts."""
    ids = [version.id for _requirement, version in duties.versions(year)]
    db.session.execute(delete(Standing).where(Standing.version_id.in_(ids)))
    refresh(year, people_with_evidence(year))


def _write(versions: Collection[RequirementVersion], done: dict[UUID, list[Evidence]]) -> None:
    rows = [row for version in versions for row in _rows(version, done)]
    if rows:
        db.session.execute(insert(Standing), rows)


def _rows(
    version: RequirementVersion, done: dict[UUID, list[Evidence]]
) -> Iterator[dict[str, Any]]:
    rule = read_rule(version.rule)
    for person_id, evidence in done.items():
        yield {"version_id": version.id, "person_id": person_id, **vars(tally(evidence, rule))}


def standings(version: RequirementVersion) -> dict[UUID, Tally]:
    """Person → what the projection says they did."""
    rows = db.session.scalars(select(Standing).where(Standing.version_id == version.id))
    return {row.person_id: tally_in(row) for row in rows}


def tally_in(row: Standing | None) -> Tally:
    """What a row of the projection says; nothing done when there is none."""
    if row is None:
        return Tally()
    return Tally(
        row.attendances,
        row.completions,
        row.recognised,
        row.minutes,
        row.begun_on,
        row.met_on,
    )
