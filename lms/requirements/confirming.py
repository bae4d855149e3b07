"""Verbs of a closed year before its seal: a commune confirms, the department accepts or returns."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.i18n import day as shown
from lms.core.names import tidy
from lms.requirements.models import ResultStage, ResultStep, TrainingYear
from lms.requirements.results import SETTLED, CommuneResult


def refuse_open_year(year: TrainingYear, at: datetime) -> None:
    """Raise Refused as long as the year is running: its figures still change every day."""
    if local_day(at) <= year.closes:
        raise Refused(
            _("The year %(year)s runs until %(day)s. Its result is confirmed after that.",
              year=year.year, day=shown(year.closes))
        )  # fmt: skip


def confirm(year: TrainingYear, result: CommuneResult, *, by: Actor, at: datetime) -> ResultStep:
    """State, for a commune, that the result of a year is right as it stands now."""
    refuse_open_year(year, at)
    if result.stage in SETTLED and not result.has_changed:
        raise Refused(_("This result has been confirmed already."))
    return _step(year, result, ResultStage.CONFIRMED, "", by, at)


def decide(
    year: TrainingYear,
    result: CommuneResult,
    *,
    accept: bool,
    reason: str,
    by: Actor,
    at: datetime,
) -> ResultStep:
    """Accept the result a commune confirmed, or return it with a reason."""
    if result.stage is not ResultStage.CONFIRMED:
        raise Refused(_("Only a result that was confirmed can be decided."))
    if result.step is not None and result.step.by_id is not None and result.step.by_id == by.id:
        raise Refused(_("You confirmed this yourself: somebody else must decide."))
    if accept and result.has_changed:
        raise Refused(_("The figures changed after they were confirmed. Return the result."))
    if not accept and not tidy(reason):
        raise Refused(_("Please say what the commune should mend."))
    stage = ResultStage.ACCEPTED if accept else ResultStage.RETURNED
    return _step(year, result, stage, reason, by, at)


def _step(
    year: TrainingYear,
    result: CommuneResult,
    stage: ResultStage,
    reason: str,
    by: Actor,
    at: datetime,
) -> ResultStep:
    row = ResultStep(
        year=year.year,
        unit_id=result.unit.id,
        stage=stage,
        figures=dict(result.figures),
        reason=tidy(reason),
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("result.decided", row, by=by, at=at, label=result.unit.title, stage=str(stage))
    return row
