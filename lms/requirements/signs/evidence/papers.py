"""Certificates, outside courses and standings, each with the days they name."""

from __future__ import annotations

from sqlalchemy import func, select

from certificates.models import Certificate
from courses.models import ModuleCompletion
from lms.core.db import db
from lms.core.spans import seconds_between
from lms.people.models import Membership, Person
from lms.requirements.evidence import PERSON
from lms.requirements.models import Claim, Requirement, RequirementVersion, Standing
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.rules.dates import Claimed, Issued, Met

# Seconds into a day of UTC after which Việt Nam, seven hours ahead, is on the next day; one hour
# less, since the database only leaves out and the rules decide.
NEXT_DAY = 16 * 3600


def issued(field: Field) -> list[Issued]:
    """The certificates of the year whose days are out of order."""
    printed = Certificate.issued_on
    odd = (
        (Certificate.issued_at < ModuleCompletion.completed_at)
        | (printed < Certificate.completed_on)
        | (seconds_between(printed, Certificate.issued_at) >= NEXT_DAY)
        | (seconds_between(printed, ModuleCompletion.completed_at) >= NEXT_DAY)
    )
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
        .where(field.during(Certificate.issued_at), Certificate.person_id.in_(field.people), odd)
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
    joined = (
        select(PERSON.label("person_id"), func.min(Membership.since).label("first_day"))
        .select_from(Membership)
        .join(Person, Person.id == Membership.person_id)
        .where(PERSON.in_(field.people))
        .group_by(PERSON)
        .subquery()
    )
    rows = db.session.execute(
        select(Standing.person_id, func.min(Standing.met_on), joined.c.first_day)
        .join(joined, joined.c.person_id == Standing.person_id)
        .join(RequirementVersion, RequirementVersion.id == Standing.version_id)
        .join(Requirement, Requirement.id == RequirementVersion.requirement_id)
        .where(Requirement.year == field.year.year, Standing.met_on < joined.c.first_day)
        .group_by(Standing.person_id, joined.c.first_day)
    )
    return [Met(row[0], row[1], row[2]) for row in rows if row[1] is not None]
