"""The transcript of a person and year: modules, classes, certificates, as an official paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app, render_template
from sqlalchemy import func, select

from certificates import queries
from certificates.models import Certificate
from certificates.rules import Status
from courses.models import Enrolment, ModuleCompletion
from courses.queries import completions_of
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.i18n import long_day
from lms.core.pdf import to_pdf
from lms.core.tables import PLACE, SUPERIOR
from lms.org.models import Level
from lms.org.queries import path
from lms.people.accounts import helper_at
from lms.people.models import Person
from lms.people.queries import same_people, seat_of
from lms.training.models import Attendance, Organiser, TrainingClass
from lms.training.queries import attendances_of
from quizzes.models import Way
from quizzes.queries import get_mark, ways_of

# Documents are Vietnamese: their words are not translated.
WAYS = {Way.ONLINE: "Trên mạng", Way.PAPER: "Trên giấy", Way.ORAL: "Hỏi miệng"}
OFFLINE = "Trên điện thoại, không có mạng"
ORGANISERS = {
    Organiser.DEPARTMENT: "Sở tổ chức",
    Organiser.COMMUNE: "Xã tổ chức",
    Organiser.NATIONAL: "Cơ quan trung ương tổ chức",
}
STATUSES = {
    Status.VALID: "Còn giá trị",
    Status.EXPIRING: "Còn giá trị",
    Status.EXPIRED: "Hết hạn",
    Status.REPLACED: "Đã cấp lại bằng giấy khác",
    Status.REVOKED: "Đã thu hồi",
}


@dataclass(frozen=True)
class ModuleLine:
    """A module completed: result, day, how, and whose help there was."""

    title: str
    on: date
    result: str
    way: str
    helper: str


@dataclass(frozen=True)
class ClassLine:
    """A class attended."""

    title: str
    on: date
    hours: int
    organiser: str


@dataclass(frozen=True)
class CertificateLine:
    """A certificate and what it is worth on the day of the transcript."""

    programme: str
    number: str
    on: date
    status: str


@dataclass(frozen=True)
class Transcript:
    """What somebody did in a year, as it is known on a day."""

    person: Person
    year: int
    day: date
    unit: str
    modules: Sequence[ModuleLine]
    classes: Sequence[ClassLine]
    certificates: Sequence[CertificateLine]

    @property
    def hours(self) -> int:
        """Hours of classes."""
        return sum(one.hours for one in self.classes)


def transcript_of(person: Person, year: int, day: date) -> Transcript:
    """The transcript of a person and year. What is said of certificates is true on that day."""
    rows = [row for row in queries.of_person(person.id) if row.year == year]
    attended = attendances_of(person.id, date(year, 1, 1), date(year, 12, 31))
    return Transcript(
        person=person,
        year=year,
        day=day,
        unit=_unit(person.id, min(day, date(year, 12, 31)), rows),
        modules=_modules(person.id, completions_of(person.id, year)),
        classes=_classes(attended),
        certificates=[
            CertificateLine(
                one.programme, one.number_text, one.issued_on, STATUSES[queries.status(one, day)]
            )
            for one in reversed(rows)
        ],
    )


def _unit(person_id: UUID, day: date, rows: Sequence[Certificate]) -> str:
    """Team and commune at the end of that year; of somebody off the roster, as last printed."""
    seat = seat_of(person_id, day)
    if seat is None:
        return ", ".join(filter(None, (rows[0].team_name, rows[0].unit_name))) if rows else ""
    above = path(seat.unit_id, day)
    commune = next((unit.title for unit in above if unit.level is Level.COMMUNE), "")
    return ", ".join(filter(None, (seat.team.name, commune)))


def _modules(person_id: UUID, completions: Sequence[ModuleCompletion]) -> list[ModuleLine]:
    ways = ways_of([one.attempt_id for one in completions])
    found = []
    for one in completions:
        mark = get_mark(one.attempt_id)
        found.append(
            ModuleLine(
                title=one.enrolment.version.title,
                on=local_day(one.completed_at),
                result=f"{mark.score}/{mark.out_of}",
                way=WAYS.get(ways[one.attempt_id], OFFLINE),
                helper=helper_at(person_id, one.completed_at),
            )
        )
    return found


def _classes(attended: Sequence[Attendance]) -> list[ClassLine]:
    """Each class once, however many entries of a person stand in its register."""
    classes: dict[UUID, TrainingClass] = {one.class_id: one.training_class for one in attended}
    return [
        ClassLine(one.title, one.held_on, one.hours, ORGANISERS[one.organiser])
        for one in classes.values()
    ]


def years_of(person_id: UUID, day: date) -> Sequence[int]:
    """The years a person has anything of, the newest first."""
    of = same_people(person_id)
    found = set(
        db.session.scalars(
            select(Enrolment.year)
            .join(ModuleCompletion, ModuleCompletion.enrolment_id == Enrolment.id)
            .where(Enrolment.person_id.in_(of))
            .distinct()
        )
    )
    found |= set(db.session.scalars(
        select(Certificate.year).where(Certificate.person_id.in_(of)).distinct()
    ))  # fmt: skip
    first = db.session.scalar(
        select(func.min(TrainingClass.held_on))
        .join(Attendance, Attendance.class_id == TrainingClass.id)
        .where(Attendance.person_id.in_(of))
    )
    found |= set(range(first.year, day.year + 1)) if first else set()
    return sorted((year for year in found if year <= day.year), reverse=True)


def transcript_pdf(transcript: Transcript) -> bytes:
    """The paper, tagged; the same transcript gives the same bytes."""
    html = render_template(
        "documents/transcript.html",
        one=transcript,
        superior=SUPERIOR,
        agency=current_app.config["ORGANISATION"].upper(),
        place_and_day=f"{PLACE}, {long_day(transcript.day)}",
        address=str(current_app.config["PUBLIC_URL"]).partition("://")[2] + "/verify",
    )
    return to_pdf(html, render_template("documents/transcript.css"))
