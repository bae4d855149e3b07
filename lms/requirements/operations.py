"""Verbs of the training year: open it, say what it requires."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import fold, tidy
from lms.requirements import duties, standings
from lms.requirements.models import (
    ClosingRule,
    Requirement,
    RequirementVersion,
    TrainingYear,
)
from lms.requirements.rules import (
    Flaw,
    Rule,
    calendar_year,
    decree_year,
    flaw_of,
    rule_data,
)

BOUNDS = {ClosingRule.CALENDAR: calendar_year, ClosingRule.DECREE: decree_year}


@dataclass(frozen=True)
class Wording:
    """What a version of a requirement is called, what it rests on, and why it was made."""

    title: str
    legal_basis: str
    why: str = ""


def open_year(
    year: int,
    *,
    legal_basis: str,
    by: Actor,
    at: datetime,
    closing_rule: ClosingRule = ClosingRule.CALENDAR,
) -> TrainingYear:
    """Open a year with the duty every year has: one class or one module.

    People who join from 1 October are bound next year.
    """
    if duties.find_year(year) is not None:
        raise Refused(_("The year %(year)s is open already.", year=year))
    opens, closes = BOUNDS[closing_rule](year)
    _refuse_overlap(opens, closes)
    row = TrainingYear(
        year=year,
        closing_rule=closing_rule,
        opens=opens,
        closes=closes,
        legal_basis=tidy(legal_basis),
    )
    db.session.add(row)
    db.session.flush()
    record("year.opened", row, by=by, at=at, label=str(year), rule=str(closing_rule))
    rule = Rule(due=closes, joined_before=date(year, 10, 1))
    wording = Wording(_("Yearly training"), legal_basis)
    _add(row, duties.MAIN, 0, rule, wording, by=by, at=at)
    return row


def _refuse_overlap(opens: date, closes: date) -> None:
    other = db.session.scalar(
        select(TrainingYear).where(TrainingYear.opens <= closes, TrainingYear.closes >= opens)
    )
    if other is not None:
        raise Refused(_("These days belong to the year %(year)s already.", year=other.year))


def add_requirement(
    year: TrainingYear, rule: Rule, wording: Wording, *, by: Actor, at: datetime
) -> RequirementVersion:
    """Ask for one thing more in a year, from its first day on."""
    refuse_flaw(year, rule)
    code = re.sub(r"[^a-z0-9]+", "-", fold(wording.title)).strip("-")[:40] or "yeu-cau"
    taken = select(Requirement.code).where(Requirement.year == year.year)
    codes = set(db.session.scalars(taken))
    free = next(c for c in (code, *(f"{code}-{n}" for n in range(2, 100))) if c not in codes)
    return _add(year, free, len(codes), rule, wording, by=by, at=at)


def _add(
    year: TrainingYear,
    code: str,
    position: int,
    rule: Rule,
    wording: Wording,
    *,
    by: Actor,
    at: datetime,
) -> RequirementVersion:
    requirement = Requirement(year=year.year, code=code, position=position)
    db.session.add(requirement)
    db.session.flush()
    return _write(year, requirement, 1, year.opens, rule, wording, by=by, at=at)


def change_requirement(
    requirement: Requirement, since: date, rule: Rule, wording: Wording, *, by: Actor, at: datetime
) -> RequirementVersion:
    """Let a requirement ask something else from a day on. What it asked before stays readable."""
    year = duties.get_year(requirement.year)
    refuse_flaw(year, rule)
    number, latest = db.session.execute(
        select(func.max(RequirementVersion.number), func.max(RequirementVersion.since)).where(
            RequirementVersion.requirement_id == requirement.id
        )
    ).one()
    if not year.opens <= since <= year.closes:
        raise Refused(_("That day is not within the training year."))
    if since < latest:
        raise Refused(_("A rule from a later day on is already there. Choose a later day."))
    return _write(year, requirement, number + 1, since, rule, wording, by=by, at=at)


def refuse_flaw(year: TrainingYear, rule: Rule) -> None:
    """Raise Refused for a rule that makes no sense in a year."""
    flaw = flaw_of(rule)
    if flaw is Flaw.ASKS_NOTHING:
        raise Refused(_("Ask for at least one class, one module or one compulsory module."))
    if flaw is Flaw.TOO_FEW_LISTED:
        raise Refused(_("More modules are asked for than may be chosen from."))
    if not year.opens <= rule.due <= year.closes:
        raise Refused(_("The last day must lie within the training year."))


def _write(
    year: TrainingYear,
    requirement: Requirement,
    number: int,
    since: date,
    rule: Rule,
    wording: Wording,
    *,
    by: Actor,
    at: datetime,
) -> RequirementVersion:
    row = RequirementVersion(
        requirement_id=requirement.id,
        number=number,
        since=since,
        title=tidy(wording.title),
        rule=rule_data(rule),
        legal_basis=tidy(wording.legal_basis),
        why=tidy(wording.why),
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("requirement.set", row, by=by, at=at, label=row.title, number=number)
    standings.build(year, row)
    return row
