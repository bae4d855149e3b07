"""The projection of standings: kept true with each fact, read back, built anew."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import astuple
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, delete, func, select, text

from lms.core.clock import today
from lms.core.db import chunks, db, write_many
from lms.people.models import Person
from lms.people.queries import canonical
from lms.requirements import duties
from lms.requirements import tallies as teams
from lms.requirements.evidence import evidence_of
from lms.requirements.models import RequirementVersion, Standing, TrainingYear
from lms.requirements.rules import Evidence, Rule, Tally, read_rule, tally

STANDINGS = cast("Table", Standing.__table__)


def tallies(
    year: TrainingYear, rule: Rule, person_ids: Collection[UUID] | None = None
) -> dict[UUID, Tally]:
    """Person → what they did and when it met a rule, counted from the facts."""
    return {who: tally(done, rule) for who, done in evidence_of(year, person_ids).items()}


def refresh(year: TrainingYear, person_ids: Collection[UUID]) -> None:
    """Bring the standings of these people up to date with their evidence, and touch their teams."""
    teams.lock(year)
    versions = [version for _requirement, version in duties.versions(year)]
    for given in chunks(list(person_ids)):
        db.session.flush()
        people = canonical(given)
        some = set(people.values())
        teams.touch_evidence(year, some | people.keys())
        _wait_for(some)
        db.session.execute(
            delete(Standing).where(
                Standing.version_id.in_([version.id for version in versions]),
                Standing.person_id.in_(some | people.keys()),
            )
        )
        _write(versions, evidence_of(year, some))


def _wait_for(people: Collection[UUID]) -> None:
    """Two facts about one person wait for each other, so that neither overlooks the other."""
    rows = select(Person.id).where(Person.id.in_(people)).order_by(Person.id)
    db.session.execute(rows.with_for_update(key_share=True))


def build(year: TrainingYear, version: RequirementVersion) -> None:
    """Build the standings and tallies of a new version."""
    teams.lock(year, alone=True)
    _write([version], evidence_of(year))
    teams.build_version(year, version.id)


def recount(year: TrainingYear) -> None:
    """Throw all standings and tallies of a year away and build them from the facts."""
    teams.lock(year, alone=True)
    versions = [version for _requirement, version in duties.versions(year)]
    ids = [version.id for version in versions]
    db.session.execute(delete(Standing).where(Standing.version_id.in_(ids)))
    _write(versions, evidence_of(year))
    db.session.execute(text("ANALYZE standing"))  # the tallies join it at once
    teams.build(year, duties.counted_on(year, today()))


def _write(versions: Collection[RequirementVersion], done: dict[UUID, list[Evidence]]) -> None:
    write_many(STANDINGS, _rows(versions, done))


def _rows(
    versions: Collection[RequirementVersion], done: dict[UUID, list[Evidence]]
) -> Iterator[tuple[Any, ...]]:
    """A row for each person and version. Whoever did the very same is counted once."""
    rules = [(version.id, read_rule(version.rule)) for version in versions]
    known: dict[tuple[int, ...], list[tuple[Any, ...]]] = {}
    for person_id in sorted(done):
        evidence = done[person_id]
        same = tuple(sorted(id(one) for one in evidence))
        if same not in known:
            known[same] = [(of, astuple(tally(evidence, rule))) for of, rule in rules]
        for version_id, numbers in known[same]:
            yield (version_id, person_id, *numbers)


def standings(version: RequirementVersion) -> dict[UUID, Tally]:
    """Person → what the projection says they did."""
    rows = db.session.scalars(select(Standing).where(Standing.version_id == version.id))
    return {row.person_id: tally_in(row) for row in rows}


def how_many(version: RequirementVersion) -> int:
    """How many standings are kept under a version."""
    counted = select(func.count()).where(Standing.version_id == version.id)
    return db.session.scalar(counted) or 0


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
