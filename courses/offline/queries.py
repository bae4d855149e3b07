"""Questions about what phones take along and what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from courses.authoring.models import ModuleMedium, Use, Withdrawal
from courses.authoring.queries import media_of
from courses.models import Enrolment, Lesson
from courses.offline.models import EnrolmentKit, PhoneEvent
from lms.core.db import db
from lms.core.markup import files_in, named_blocks
from lms.people.queries import same_people

PAGE_BYTES = 14_000  # of a lesson's page as it is kept, its text apart
SHARED_BYTES = 160_000  # of what all kept pages share: look, letters, scripts
QUESTION_BYTES = 1_500


@dataclass(frozen=True)
class Luggage:
    """What a module weighs on a phone: pages and pictures, and recordings by their language."""

    pages: int
    pictures: Sequence[ModuleMedium]
    recordings: dict[str, list[ModuleMedium]]

    @property
    def base(self) -> int:
        """Bytes without recordings."""
        return self.pages + sum(one.file.size for one in self.pictures)


def luggage_of(enrolment: Enrolment, lessons: Sequence[Lesson], questions: int) -> Luggage:
    """What taking a module along would weigh; films stay behind."""
    named = {one.name: one for one in media_of(enrolment.module_id)}
    shown = {name for lesson in lessons for name in files_in(lesson.body)}
    recordings: dict[str, list[ModuleMedium]] = {}
    for lesson in lessons:
        for block in named_blocks(lesson.body):
            if block.opening.name == "audio" and block.opening.file in named:
                spoken = recordings.setdefault(block.opening.language, [])
                spoken.append(named[block.opening.file])
    pages = SHARED_BYTES + questions * QUESTION_BYTES
    pages += sum(PAGE_BYTES + len(lesson.body.encode()) for lesson in lessons)
    pictures = [named[name] for name in sorted(shown) if _is_picture(named.get(name))]
    return Luggage(pages, pictures, recordings)


def _is_picture(medium: ModuleMedium | None) -> bool:
    return medium is not None and medium.use is Use.PICTURE


def enrolment_of_kit(kit_id: UUID) -> Enrolment | None:
    """The enrolment a kit was taken along for."""
    return db.session.scalar(
        select(Enrolment)
        .join(EnrolmentKit, EnrolmentKit.enrolment_id == Enrolment.id)
        .where(EnrolmentKit.kit_id == kit_id)
    )


def withdrawn_at(version_id: UUID) -> datetime | None:
    """When a version was withdrawn; None when it was not."""
    return db.session.scalar(select(Withdrawal.at).where(Withdrawal.version_id == version_id))


def newest_events(person_id: UUID, most: int = 20) -> Sequence[PhoneEvent]:
    """What a person's phones sent lately, the newest first."""
    return db.session.scalars(
        select(PhoneEvent)
        .where(PhoneEvent.person_id.in_(same_people(person_id)))
        .order_by(PhoneEvent.received_at.desc(), PhoneEvent.happened_at.desc())
        .limit(most)
    ).all()
