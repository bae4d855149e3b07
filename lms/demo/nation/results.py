"""Results of the years that are over: confirmed by communes, accepted by departments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from lms.core.audit import AuditEvent
from lms.core.db import db, new_id
from lms.demo.nation.rows import BY_NAME, id_of, moment, put, ready
from lms.org.queries import NamedUnit
from lms.requirements import duties, results
from lms.requirements.models import ResultStage, ResultStep
from lms.requirements.results import CommuneResult
from lms.requirements.seals.sealing import reader

UNCONFIRMED, WAITING = 0.03, 0.05  # of the communes, of the year before this one
STEPS = (
    (ResultStage.CONFIRMED, "Cán bộ xã (dữ liệu mẫu)", 8, 9 * 60),
    (ResultStage.ACCEPTED, "Cán bộ Sở (dữ liệu mẫu)", 18, 15 * 60),
)


def confirm(nation: NamedUnit, number: int, chance: Random, *, all_of_them: bool) -> None:
    """Every commune's steps of one year; those of Lạng Sơn that are there stay."""
    year = duties.get_year(number)
    rows = []
    for one in results.communes(reader(nation), year):
        draw = 1.0 if all_of_them else chance.random()
        if one.step is None and draw > UNCONFIRMED:
            rows += list(_steps(one, number, STEPS if draw > UNCONFIRMED + WAITING else STEPS[:1]))
    put(ResultStep, rows)
    put(AuditEvent, (
        {"id": id_of(row["at"], chance), "at": row["at"], "actor_name": BY_NAME,
         "action": "result.decided", "subject_kind": "ResultStep", "subject_id": row["id"],
         "label": row.pop("title"), "details": {"stage": row["stage"]}} for row in rows
    ))  # fmt: skip
    db.session.flush()


def _steps(
    one: CommuneResult, year: int, taken: Sequence[tuple[ResultStage, str, int, int]]
) -> Iterator[dict[str, Any]]:
    figures = ready(dict(one.figures))
    for stage, by, days, minutes in taken:
        day = duties.get_year(year).closes.replace(year=year + 1, month=1, day=days)
        yield {"id": new_id(), "year": year, "unit_id": one.unit.id, "stage": stage.value,
               "figures": figures, "reason": "", "by_name": by, "at": moment(day, minutes),
               "title": one.unit.title}  # fmt: skip
