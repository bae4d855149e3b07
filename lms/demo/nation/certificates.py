"""Certificates of everybody who passed a module in a year, in the order of time, without gaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from secrets import choice, token_urlsafe
from typing import Any
from uuid import UUID

from sqlalchemy import select

from certificates import claims, keys, rules
from certificates.entering import TOKEN_BYTES
from certificates.models import Certificate, Issuer, NumberBook, Terms
from certificates.operations import Asked, found_issuer, set_terms
from certificates.queries import certification_by_code, current_terms
from courses.models import Enrolment, ModuleCompletion, ModuleVersion
from lms.core.access import SYSTEM
from lms.core.audit import AuditEvent
from lms.core.clock import local_day
from lms.core.db import db, new_id
from lms.demo.nation.rows import id_of, put
from lms.org.models import Placement, UnitName
from lms.people.models import Membership, Person, Team, TeamPlacement
from quizzes.models import Mark

AT_ONCE = 2_000


SERIES = "GCN-CĐSQG"


def national_issuer() -> Issuer:
    """The agency of the nation; entered when it is not there."""
    issuer = found_issuer(
        "Bộ Khoa học và Công nghệ", "Cục Chuyển đổi số quốc gia",
        place="Hà Nội", series=SERIES, signatory="Cục trưởng",
    )  # fmt: skip
    db.session.flush()
    return issuer


def certify_all(modules: Iterable[tuple[str, UUID]], at: datetime) -> Issuer:
    """From now on the agency of the nation certifies every module: terms of its own."""
    issuer = national_issuer()
    for code, module_id in modules:
        certification = certification_by_code(code)
        terms = current_terms(certification.id) if certification else None
        if certification and terms and terms.issuer_id != issuer.id:
            asked = Asked(module_ids=frozenset({module_id}))
            set_terms(certification, issuer, asked, by=SYSTEM, at=at)
    return issuer


@dataclass(frozen=True)
class Holder:
    """What is printed of a holder beside the name."""

    team_id: UUID | None = None
    team_name: str = ""
    commune_id: UUID | None = None
    unit_name: str = ""


class CertificateMaker:
    """Enters the certificates of one year, some thousand at a time."""

    def __init__(self, issuer: Issuer, year: int, at: datetime, chance: Random) -> None:
        self.issuer, self.year, self.chance = issuer, year, chance
        self.key_id, self.private = keys.signing_key(at)
        self.terms = {
            module.module_id: terms
            for terms in db.session.scalars(
                select(Terms).where(Terms.issuer_id == issuer.id).order_by(Terms.number)
            )
            for module in terms.modules
        }
        self.number = 0

    def make(self) -> Iterator[int]:
        """Enter them all; how many, each time some are in."""
        waiting = self._waiting()
        for start in range(0, len(waiting), AT_ONCE):
            rows = _completed(waiting[start : start + AT_ONCE])
            self._enter([row for row in rows if row.module_id in self.terms])
            yield len(rows)
        db.session.add(
            NumberBook(issuer_id=self.issuer.id, year=self.year, last_number=self.number)
        )
        db.session.flush()

    def _waiting(self) -> Sequence[UUID]:
        """The enrolments completed in the year that have no certificate, in the order of time."""
        return db.session.scalars(
            select(ModuleCompletion.enrolment_id)
            .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
            .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
            .where(Enrolment.year == self.year, Certificate.id.is_(None))
            .order_by(ModuleCompletion.completed_at, ModuleCompletion.enrolment_id)
        ).all()

    def _enter(self, rows: Sequence[Any]) -> None:
        holders = holders_of({row.person_id: local_day(row.completed_at) for row in rows})
        made = [self._row(row, holders.get(row.person_id, Holder())) for row in rows]
        put(Certificate, made)
        put(AuditEvent, (_event(row, self.chance) for row in made))

    def _row(self, row: Any, holder: Holder) -> dict[str, Any]:
        terms, day = self.terms[row.module_id], local_day(row.completed_at)
        return {
            **_evidence(row, day), **_of(terms), **vars(holder), **self._told(row, terms, day),
            "id": new_id(), "person_id": row.person_id, "enrolment_id": row.enrolment_id,
            "year": self.year, "edition": 1, "book_year": day.year, "key_id": self.key_id,
            "issued_at": row.completed_at, "issued_on": day, "decision": "",
            "holder_name": row.full_name, "name_confirmed": False, "birth_year": row.birth_year,
            "programme": terms.title or row.title, "programme_code": terms.certification.code,
        }  # fmt: skip

    def _told(self, row: Any, terms: Terms, day: date) -> dict[str, Any]:
        """The next number, with the token, code and claim that go with it."""
        self.number += 1
        series, code = self.issuer.series, terms.certification.code
        until = rules.end_of_validity(terms.validity, terms.months, self.year, day)
        token = token_urlsafe(TOKEN_BYTES)
        claim = claims.claim_of(
            token, self.key_id, row.full_name, number=self.number, book_year=day.year,
            issued_on=day, valid_until=until, series=series, programme=code,
        )  # fmt: skip
        letters = "".join(choice(rules.ALPHABET) for _ in range(rules.RANDOM_LETTERS))
        return {
            "number": self.number, "number_text": rules.number_text(self.number, day.year, series),
            "token": token, "code": rules.code_of(letters), "valid_until": until,
            "claim": claims.signed(claim, token, self.private),
        }  # fmt: skip


def _completed(enrolment_ids: Sequence[UUID]) -> list[Any]:
    """Everything of some completions that is printed, in the order given."""
    rows = db.session.execute(
        select(
            ModuleCompletion.completed_at, ModuleCompletion.enrolment_id, Enrolment.person_id,
            Enrolment.module_id, Enrolment.began_at, ModuleVersion.title, Mark.score,
            Mark.out_of, Person.full_name, Person.birth_year,
        )
        .join(Enrolment, Enrolment.id == ModuleCompletion.enrolment_id)
        .join(ModuleVersion, ModuleVersion.id == Enrolment.version_id)
        .join(Mark, Mark.attempt_id == ModuleCompletion.attempt_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(ModuleCompletion.enrolment_id.in_(enrolment_ids))
    )  # fmt: skip
    found = {row.enrolment_id: row for row in rows}
    return [found[one] for one in enrolment_ids]


def _evidence(row: Any, day: date) -> dict[str, Any]:
    line = {"kind": "module", "enrolment": str(row.enrolment_id), "on": day.isoformat()}
    return {"evidence": [line], "began_on": local_day(row.began_at), "completed_on": day,
            "score": row.score, "out_of": row.out_of}  # fmt: skip


def _of(terms: Terms) -> dict[str, Any]:
    issuer = terms.issuer
    return {
        "certification_id": terms.certification_id, "terms_id": terms.id,
        "template_version_id": terms.template_version_id, "issuer_id": issuer.id,
        "signing": terms.signing.value, "window_days": terms.window_days,
        "series": issuer.series, "issuer_superior": issuer.superior,
        "issuer_name": issuer.name, "place": issuer.place, "signatories": terms.signatories,
    }  # fmt: skip


def _event(row: Mapping[str, Any], chance: Random) -> dict[str, Any]:
    at = row["issued_at"]
    return {"id": id_of(at, chance), "at": at, "actor_id": SYSTEM.id, "actor_name": SYSTEM.name,
            "action": "certificate.issued", "subject_kind": "Certificate",
            "subject_id": row["id"], "label": row["number_text"], "details": {}}  # fmt: skip


def holders_of(days: Mapping[UUID, date]) -> dict[UUID, Holder]:
    """Person → their team and commune on a day of their own."""
    seats: dict[UUID, Any] = {}
    for seat in _seats(days):
        day = days[seat.person_id]
        if seat.since <= day and (seat.until is None or day < seat.until):
            seats[seat.person_id] = seat
    above = _above({seat.unit_id for seat in seats.values()})
    return {
        person_id: _holder(seat, above.get(seat.unit_id, ()), days[person_id])
        for person_id, seat in seats.items()
    }


def _holder(seat: Any, above: Collection[Any], day: date) -> Holder:
    for row in above:
        if row.since <= day and (row.until is None or day < row.until):
            return Holder(seat.team_id, seat.name, row.parent_id, f"{row.kind} {row.name}")
    return Holder(seat.team_id, seat.name)


def _seats(days: Collection[UUID]) -> Sequence[Any]:
    return db.session.execute(
        select(Membership.person_id, Membership.since, Membership.until, Team.id.label("team_id"),
               Team.name, TeamPlacement.unit_id)
        .join(Team, Team.id == Membership.team_id)
        .join(TeamPlacement, TeamPlacement.team_id == Team.id)
        .where(Membership.person_id.in_(days))
    ).all()  # fmt: skip


def _above(villages: Collection[UUID]) -> dict[UUID, list[Any]]:
    """Village → the communes it lay in, with their names."""
    found: dict[UUID, list[Any]] = {}
    for row in db.session.execute(
        select(Placement.unit_id, Placement.parent_id, Placement.since, Placement.until,
               UnitName.kind, UnitName.name)
        .join(UnitName, UnitName.unit_id == Placement.parent_id)
        .where(Placement.unit_id.in_(villages))
    ):  # fmt: skip
        found.setdefault(row.unit_id, []).append(row)
    return found
