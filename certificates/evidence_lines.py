"""What earned a certificate, opened: the completions of modules and the classes behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from certificates.models import Certificate
from courses.models import Enrolment
from lms.core.db import db
from lms.training.models import TrainingClass


@dataclass(frozen=True)
class EvidenceLine:
    """One thing that counts: a module completed, or a class attended for some hours."""

    title: str
    on: date
    module_id: UUID | None = None
    class_id: UUID | None = None
    hours: int = 0


def evidence_of(certificate: Certificate) -> Sequence[EvidenceLine]:
    """What is kept with the certificate, with the titles of today."""
    modules = _modules(
        [UUID(one["enrolment"]) for one in certificate.evidence if "enrolment" in one]
    )
    classes = _classes([UUID(one["class"]) for one in certificate.evidence if "class" in one])
    found = []
    for one in certificate.evidence:
        on = date.fromisoformat(one["on"])
        if one["kind"] == "module":
            enrolment = modules.get(UUID(one["enrolment"]))
            title = enrolment.version.title if enrolment else ""
            found.append(
                EvidenceLine(title, on, module_id=enrolment.module_id if enrolment else None)
            )
        else:
            held = classes.get(UUID(one["class"]))
            title = held.title if held else ""
            found.append(
                EvidenceLine(title, on, class_id=held.id if held else None, hours=int(one["hours"]))
            )
    return found


def _modules(ids: Sequence[UUID]) -> dict[UUID, Enrolment]:
    rows = db.session.scalars(select(Enrolment).where(Enrolment.id.in_(ids)))
    return {row.id: row for row in rows}


def _classes(ids: Sequence[UUID]) -> dict[UUID, TrainingClass]:
    rows = db.session.scalars(select(TrainingClass).where(TrainingClass.id.in_(ids)))
    return {row.id: row for row in rows}
