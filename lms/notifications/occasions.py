"""Who has a reason to be written to on a day: found for whole communes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from certificates.models import Certificate
from lms.core.i18n import day as words_of_day
from lms.core.pages import path_of
from lms.notifications import contents, digests, queries
from lms.notifications.halls import Hall, halls
from lms.notifications.queries import Seated, Units
from lms.notifications.rules import (
    BEFORE_CLASS,
    BEFORE_END,
    COMING,
    Kind,
    Occasion,
    about_certificate,
    about_class,
    about_duty,
    is_digest_day,
)
from lms.requirements.duties import Duty, duties
from lms.requirements.models import TrainingYear
from lms.requirements.words import duty_words


@dataclass
class Addressee:
    """Somebody with reasons to be written to, and the unit they are listed under."""

    unit_id: UUID
    occasions: list[Occasion] = field(default_factory=list)


class Occasions:
    """The reasons of one day, person by person; a handful of queries for any number of people."""

    def __init__(self, year: TrainingYear, day: date, units: Units) -> None:
        self.year, self.day, self.units = year, day, units
        self.found: dict[UUID, Addressee] = {}

    def find(self) -> dict[UUID, Addressee]:
        """Everybody below the units with at least one reason."""
        for number, duty in enumerate(duties(self.year, self.day)):
            rows = list(queries.seated(duty, self.day, self.units))
            self._duty(duty, rows)
            if number == 0:  # the main duty: what all of this is about
                self._certificates(rows)
                self._classes(rows)
                self._digests(rows)
        for person_id, unit_id, occasion in contents.for_keepers(self.day, self.units):
            self._add(person_id, unit_id, occasion)
        return self.found

    def _add(self, person_id: UUID, unit_id: UUID, occasion: Occasion) -> None:
        self.found.setdefault(person_id, Addressee(unit_id)).occasions.append(occasion)

    def _duty(self, duty: Duty, rows: Sequence[Seated]) -> None:
        said: dict[tuple[Kind, date], Occasion] = {}  # the same for all with the same last day
        for row in rows:
            kind = about_duty(row.state, row.last_day, self.day)
            if kind is None:
                continue
            key = kind, row.last_day
            if key not in said:
                said[key] = duty_occasion(kind, duty, row.last_day, self.day)
            self._add(row.person_id, row.unit_id, said[key])

    def _certificates(self, rows: Sequence[Seated]) -> None:
        if not queries.some_end(self.year, [self.day + timedelta(days=n) for n in BEFORE_END]):
            return
        places = {row.person_id: row.unit_id for row in rows}
        for person_id, ends in queries.certificate_ends(self.year, list(places)).items():
            if about_certificate(ends, self.day) is not None:
                self._add(person_id, places[person_id], certificate_occasion(self.year, ends))

    def _classes(self, rows: Sequence[Seated]) -> None:
        soon = halls(self.day + timedelta(days=1), self.day + timedelta(days=max(BEFORE_CLASS)))
        seats: dict[UUID, set[UUID]] = {}
        for hall in soon:
            seats.setdefault(hall.training_class.id, set()).update(hall.booked)
        asked: set[tuple[UUID, UUID]] = set()
        for hall in soon:
            self._hall(hall, rows, seats[hall.training_class.id], asked)

    def _hall(
        self,
        hall: Hall,
        rows: Sequence[Seated],
        with_seat: set[UUID],
        asked: set[tuple[UUID, UUID]],
    ) -> None:
        """`asked`: (class, person) already written of: a class may have two halls in one unit."""
        one = hall.training_class
        left = (one.held_on - self.day).days
        near = queries.below(hall.unit_id, self.day) if left in BEFORE_CLASS else frozenset()
        for row in rows:
            here = row.person_id in hall.booked
            if not here and (row.unit_id not in near or row.person_id in with_seat):
                continue
            kind = about_class(one.held_on, self.day, booked=here, state=row.state)
            if kind is None or (one.id, row.person_id) in asked:
                continue
            if kind is Kind.INVITATION and hall.free == 0:
                continue
            asked.add((one.id, row.person_id))
            self._add(row.person_id, row.unit_id, class_occasion(kind, hall))

    def _digests(self, rows: Sequence[Seated]) -> None:
        if not is_digest_day(self.day):
            return
        coming = halls(self.day + timedelta(days=1), self.day + timedelta(days=COMING))
        for leader_id, unit_id, occasion in digests.for_leaders(self.year, self.day, rows, coming):
            self._add(leader_id, unit_id, occasion)
        for officer_id, unit_id, occasion in digests.for_communes(
            self.year, self.day, rows, self.units
        ):
            self._add(officer_id, unit_id, occasion)


def duty_occasion(kind: Kind, duty: Duty, last_day: date, day: date) -> Occasion:
    """What is said of a duty, with a link to the one module it asks for, or to the next step."""
    facts: dict[str, str | int] = {
        "duty": duty.title,
        "asked": duty_words(duty.rule),
        "last_day": words_of_day(last_day),
        "days": (last_day - day).days,
    }
    codes = duty.rule.compulsory or duty.rule.listed
    module_id = queries.module_id(codes[0]) if len(codes) == 1 else None
    path = "/" if module_id is None else path_of("courses.module", module_id=module_id)
    return Occasion(kind, facts, path)


def class_occasion(kind: Kind, hall: Hall) -> Occasion:
    """What is said of a class."""
    one = hall.training_class
    facts: dict[str, str | int] = {
        "title": one.title,
        "day": words_of_day(one.held_on),
        "clock": f"{one.begins:%H:%M}" if one.begins else "",
        "place": hall.place,
    }
    return Occasion(kind, facts)


def issued_occasion(certificate: Certificate) -> Occasion:
    """What is said of a certificate just issued, with a link to it."""
    facts: dict[str, str | int] = {
        "programme": certificate.programme,
        "number": certificate.number_text,
        "day": words_of_day(certificate.issued_on),
    }
    path = path_of("certificates.certificate", certificate_id=certificate.id)
    return Occasion(Kind.CERTIFICATE, facts, path)


def certificate_occasion(year: TrainingYear, ends: date) -> Occasion:
    """What is said of a certificate whose year is nearly over."""
    facts: dict[str, str | int] = {
        "year": year.year,
        "valid_to": words_of_day(ends),
        "next_year": year.year + 1,
    }
    return Occasion(Kind.EXPIRING, facts)
