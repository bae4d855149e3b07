"""A made-up province or nation as the demo makes it, with one year and eight kinds of duties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from certificates.operations import certify
from courses.loading import load_module
from courses.manuscript import folders
from lms.core.access import Actor
from lms.core.db import db, new_id
from lms.demo import plan
from lms.demo.nation.building import NationDemo
from lms.demo.nation.certificates import national_issuer
from lms.demo.nation.provinces import KNOWN_SINCE, Province, Region, elsewhere
from lms.demo.nation.rows import put
from lms.org.models import Level
from lms.org.operations import found_unit
from lms.org.queries import units_of
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Membership
from lms.people.operations.entering import enter_person, grant_role, open_account
from lms.requirements.duties import get_duty, get_year
from lms.requirements.models import Dispensation, DispensationKind
from lms.requirements.operations import Wording, add_requirement, open_year
from lms.requirements.rules import Rule

BY = Actor(None, "bench")
SECRET = "bench 246810"  # noqa: S105 - of made-up people
FREED, LONGER = 0.004, 0.002  # shares of the members
LANG_SON = Province("Tỉnh", "Lạng Sơn", "20", 65, plan.TEAMS, Region.UPLAND)
SCALES = {"province": [LANG_SON], "nation": [LANG_SON, *elsewhere()]}


@dataclass
class Builder:
    """Writes everything but the projections; the caller commits."""

    scale: list[Province]
    today: date
    chance: Random = field(default_factory=lambda: Random(plan.SEED))
    communes: list[UUID] = field(default_factory=list)
    provinces: list[UUID] = field(default_factory=list)

    @property
    def opens(self) -> date:
        """The first day of the year."""
        return date(self.today.year, 1, 1)

    def build(self) -> None:
        """The units above, what is asked (before there is anybody to count), then everybody."""
        self.provinces = [one.id for one in self.scale]
        top = self.provinces[0]
        if len(self.scale) > 1:
            top = found_unit(Level.NATION, "Cả", "nước", since=KNOWN_SINCE).id
        self._duties()
        issuer = national_issuer()
        for path in folders():
            loaded = load_module(path, by=BY, at=at(self.opens), note="bench")
            certify(loaded.version.module_id, issuer, at=at(self.opens))
        demo = NationDemo(at(self.today), self.scale, years=1)
        for number in range(len(self.scale)):
            demo.province(number, lambda done: None)
        self.communes = [one.id for one in units_of(Level.COMMUNE, self.today)]
        self._dispensations()
        self._accounts(top)

    def _accounts(self, top: UUID) -> None:
        for name, unit in (("top", top), ("province", self.provinces[0]),
                           ("commune", self.communes[0])):  # fmt: skip
            person = enter_person(f"Cán bộ {name}", since=self.opens)
            db.session.flush()
            grant_role(person.id, "auditor", unit, since=self.opens, by=BY, at=at(self.opens))
            open_account(person, f"bench-{name}", SECRET, by=BY, at=at(self.opens))
            db.session.add(
                NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=at(self.opens))
            )

    def _duties(self) -> None:
        """Eight duties, each of another kind; exemptions and more time for the first."""
        moment = at(self.opens)
        open_year(self.today.year, legal_basis="bench", by=BY, at=moment)
        year = get_year(self.today.year)
        joined = date(self.today.year, 10, 1)
        closed = {"classes": 0, "modules": 0}
        for number, rule in enumerate((
            Rule(year.closes, joined, **closed, compulsory=("M7",)),
            Rule(date(year.year, 10, 31), joined, classes=0, modules=2, roles=("leader", "deputy")),
            Rule(year.closes, joined, classes=1, class_minutes=180, modules=0),
            Rule(year.closes, joined, classes=1, modules=1, both_ways=True),
            Rule(year.closes, joined, classes=0, modules=1, posts=("village_head",)),
            Rule(year.closes, joined, classes=2, modules=2, outside_cap=1),
            Rule(year.closes, joined, classes=1, modules=0, units=(str(self.provinces[0]),)),
        )):  # fmt: skip
            wording = Wording(f"Yêu cầu {number + 2}", "bench")
            add_requirement(year, rule, wording, by=BY, at=moment)

    def _dispensations(self) -> None:
        year = get_year(self.today.year)
        duty = get_duty(year, self.today)
        rows = []
        for who in _members():
            draw = self.chance.random()
            if draw < FREED + LONGER:
                kind = DispensationKind.EXEMPTION if draw < FREED else DispensationKind.EXTENSION
                until = None if draw < FREED else year.closes + timedelta(days=30)
                rows.append({"id": new_id(), "requirement_id": duty.requirement.id, "reason": "x",
                             "person_id": who, "kind": kind.value, "since": year.opens,
                             "until": until, "granted": True, "by_name": "bench",
                             "at": at(self.today)})  # fmt: skip
        put(Dispensation, rows)


def _members() -> Iterator[UUID]:
    yield from db.session.scalars(select(Membership.person_id).where(Membership.until.is_(None)))


def at(day: date) -> datetime:
    """A moment of a day."""
    return datetime.combine(day, time(3), UTC)
