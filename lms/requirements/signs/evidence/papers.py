"""Certificates, outside courses and standings, each with the days they name."""

from __future__ import annotations

from sqlalchemy import func, select

from certificates.models import Certificate
from courses.models import ModuleCompletion
from lms.core.db import db
from lms.people.models import Membership, Person
from lms.requirements.evidence import PERSON
from lms.requirements.models import Claim, Requirement, RequirementVersion, Standing
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.rules.dates import Claimed, Issued, Met


def issued(field: Field) -> list[Issued]:
    """The certificates of the year's completions."""
    rows = db.session.execute(
        select(
            Certificate.id,
            PERSON,
            Certificate.issued_at,
            Certificate.issued_on,
            ModuleCompletion.completed_at,
            Certificate.completed_on,
        )
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Certificate.enrolment_id)
        .join(Person, Person.id == Certificate.person_id)
        .where(field.during(Certificate.issued_at), Certificate.person_id.in_(field.people))
    )
    return [Issued(*row) for row in rows]


def claimed(field: Field) -> list[Claimed]:
    """The outside courses entered for the year and not refused, dated after they were entered."""
    rows = db.session.execute(
        select(Claim.id, PERSON, Claim.done_on, Claim.at)
        .join(Person, Person.id == Claim.person_id)
        .where(
            Claim.done_on.between(field.year.opens, field.year.closes),
            Claim.granted.is_not(False),
            Claim.done_on > Claim.at,
            Claim.person_id.in_(field.people),
        )
    )
    return [Claimed(*row) for row in rows]


def met(field: Field) -> list[Met]:
    """Who met a duty of the year before any day of theirs on a roster."""
    first_met = func.min(Standing.met_on)
    first_day = (
        select(func.min(Membership.since))
        .join(Person, Person.id == Membership.person_id)
        .where(Standing.person_id == PERSON)
        .correlate(Standing)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Standing.person_id, first_met, first_day)
        .join(RequirementVersion, RequirementVersion.id == Standing.version_id)
        .join(Requirement, Requirement.id == RequirementVersion.requirement_id)
        .where(
            Requirement.year == field.year.year,
            Standing.met_on.is_not(None),
            Standing.person_id.in_(field.people),
        )
        .group_by(Standing.person_id)
        .having(first_met < first_day)
    )
    return [Met(row[0], row[1], row[2]) for row in rows if row[1] is not None]
