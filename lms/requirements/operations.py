"""Verbs of the training year: open it, keep standings true, recount."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import delete, insert

from lms.core.db import chunks, db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.people.queries import canonical
from lms.requirements import queries
from lms.requirements.models import Standing, TrainingYear


def open_year(
    year: int, *, legal_basis: str, needed_classes: int = 1, needed_modules: int = 1
) -> TrainingYear:
    """Open a calendar year; people who join from 1 October are bound next year."""
    if queries.find_year(year) is not None:
        raise Refused(f"the year {year} is open already")
    row = TrainingYear(
        year=year,
        opens=date(year, 1, 1),
        closes=date(year, 12, 31),
        joined_before=date(year, 10, 1),
        needed_classes=needed_classes,
        needed_modules=needed_modules,
        legal_basis=tidy(legal_basis),
    )
    db.session.add(row)
    db.session.flush()
    return row


def refresh(year: TrainingYear, person_ids: Collection[UUID]) -> None:
    """Bring the standings of these people up to date with their evidence."""
    for given in chunks(list(person_ids)):
        db.session.flush()
        people = canonical(given)
        some = set(people.values())
        db.session.execute(
            delete(Standing).where(
                Standing.year == year.year, Standing.person_id.in_(some | people.keys())
            )
        )
        rows = [
            {
                "year": year.year,
                "person_id": person_id,
                "attendances": one.attendances,
                "completions": one.completions,
                "met_on": one.met_on,
            }
            for person_id, one in queries.tallies(year, some).items()
        ]
        if rows:
            db.session.execute(insert(Standing), rows)


def recount(year: TrainingYear) -> None:
    """Throw all standings of a year away and build them from the facts."""
    db.session.execute(delete(Standing).where(Standing.year == year.year))
    refresh(year, queries.people_with_evidence(year))
