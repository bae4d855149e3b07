"""Loads the nation in stages: each is committed by itself, so that a stopped load goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random
from uuid import UUID

from sqlalchemy import select, text

from certificates.models import Issuer, NumberBook
from lms.core.access import Actor
from lms.core.audit import AuditEvent, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.demo import plan
from lms.demo.build import Demo, Step, size_of
from lms.demo.nation import accounts, classes, learning, rosters, units, visits
from lms.demo.nation.certificates import SERIES, CertificateMaker, certify_all, national_issuer
from lms.demo.nation.papers import Course, courses
from lms.demo.nation.provinces import Province, elsewhere
from lms.demo.nation.rows import BY_NAME, check_at_once
from lms.demo.plan import Scale
from lms.org.models import Level, Unit, UnitCode
from lms.requirements import duties, standings

DONE = "demo.loaded"
CERTIFICATES_A_STEP = 100
CERTIFICATES = 160_000  # about
RECOUNT = 100  # steps of a year


class Part(StrEnum):
    """The parts of a load, in their order; those with the same name may run side by side."""

    LANG_SON = "Lạng Sơn"
    PROVINCE = "provinces"
    TERMS = "terms of certificates"
    CERTIFICATES = "certificates"
    ANALYSIS = "analysis"
    RECOUNT = "recount"
    END = "end"


@dataclass(frozen=True)
class Stage:
    """What is committed whole: the part, which province or year, how many steps."""

    part: Part
    steps: int
    title: str
    number: int = 0


def is_begun() -> bool:
    """Whether a load of the nation began and did not come to its end."""
    nation = db.session.scalar(select(Unit.id).where(Unit.level == Level.NATION).limit(1))
    done = db.session.scalar(select(AuditEvent.id).where(AuditEvent.action == DONE).limit(1))
    return nation is not None and done is None


class NationDemo:
    """Everything of the demo of the nation, stage by stage."""

    def __init__(
        self, at: datetime, provinces: list[Province] | None = None, *, years: int = 3
    ) -> None:
        self.at, self.today = at, local_day(at)
        self.provinces = elsewhere() if provinces is None else provinces
        self.years = range(self.today.year - years + 1, self.today.year + 1)
        self.by = Actor(None, BY_NAME)
        self._courses: dict[str, list[Course]] = {}
        self._secrets: accounts.Secrets | None = None

    def stages(self) -> Iterator[Stage]:
        """What is still to do, in its order."""
        if db.session.scalar(select(Unit.id).limit(1)) is None:
            size = size_of(Scale.PROVINCE)
            yield Stage(Part.LANG_SON, 3 * (size.communes + size.learners), Part.LANG_SON)
        known = set(db.session.scalars(select(UnitCode.code).where(UnitCode.since < self.today)))
        for number, facts in enumerate(self.provinces):
            if facts.code not in known:
                yield Stage(Part.PROVINCE, facts.communes, facts.title, number)
        yield Stage(Part.TERMS, 1, Part.TERMS)
        books = set(db.session.scalars(
            select(NumberBook.year)
            .join(Issuer, Issuer.id == NumberBook.issuer_id).where(Issuer.series == SERIES)
        ))  # fmt: skip
        for place, year in enumerate(self.years, 1):
            if year not in books:
                steps = CERTIFICATES * place // 6 // CERTIFICATES_A_STEP
                yield Stage(Part.CERTIFICATES, steps, f"certificates {year}", year)
        yield Stage(Part.ANALYSIS, 20, Part.ANALYSIS)
        for year in self.years:
            yield Stage(Part.RECOUNT, RECOUNT, f"recount {year}", year)
        yield Stage(Part.END, 20, Part.END)

    def run(self, stage: Stage, step: Step) -> None:
        """Do one stage; the caller commits."""
        of = stage.number
        match stage.part:
            case Part.LANG_SON:
                Demo(Scale.NATION, self.at, lambda done: step(3 * done)).build()
            case Part.PROVINCE:
                self.province(self.provinces[of], of, step)
            case Part.TERMS:
                certify_all(((code, own[0].module_id) for code, own in self.courses.items()),
                            self.at)  # fmt: skip
            case Part.CERTIFICATES:
                self.certificates(of, step)
            case Part.ANALYSIS:
                analyze()
            case Part.RECOUNT:
                standings.recount(duties.get_year(of))
            case Part.END:
                self.end()

    @property
    def courses(self) -> dict[str, list[Course]]:
        """What is taught, with papers drawn beforehand."""
        if not self._courses:
            self._courses = courses(Random(plan.SEED))
        return self._courses

    @property
    def secrets(self) -> accounts.Secrets:
        """Hashes of the secrets."""
        self._secrets = self._secrets or accounts.Secrets()
        return self._secrets

    def province(self, facts: Province, number: int, step: Step) -> None:
        """One province with everything in it."""
        chance = Random(f"{plan.SEED} {facts.code}")
        check_at_once()
        nation = db.session.scalar(select(Unit.id).where(Unit.level == Level.NATION).limit(1))
        made = units.UnitMaker(facts, number, nation, chance).make()
        units.write(made)
        found = rosters.RosterMaker(facts.region, self.today, chance).make(made.communes)
        rosters.write(found, self.today, chance)
        step(facts.communes // 4)
        held = list(
            classes.ClassMaker(
                made.top, found, rosters.Years(self.years, self.today), chance
            ).hold()
        )
        classes.write(held, chance)
        step(facts.communes // 4)
        seats = [seat for one in found for seat in one.seats]
        maker = learning.LearningMaker(self.courses, self.today, chance)
        learnt = list(maker.learn(seats, self.years))
        learning.write(learnt)
        self._accounts(facts, made.top, found, {one.person for one in learnt}, chance)
        visits.write(found, self.at, self.today, chance)
        step(facts.communes - 2 * (facts.communes // 4))

    def _accounts(
        self, facts: Province, top: units.Placed, found: list[rosters.Rosters],
        learners: set[UUID], chance: Random,
    ) -> None:  # fmt: skip
        maker = accounts.AccountMaker(facts, self.secrets, self.at, chance)
        maker.members(found, learners)
        maker.officers(top, found)
        maker.write()

    def certificates(self, year: int, step: Step) -> None:
        """The certificates of a year, in the order of time."""
        check_at_once()
        issuer = national_issuer()
        chance = Random(f"{plan.SEED} {year}")
        for made in CertificateMaker(issuer, year, self.at, chance).make():
            step(made // CERTIFICATES_A_STEP)

    def end(self) -> None:
        """Say that everything is there."""
        nation = db.session.scalar(select(Unit).where(Unit.level == Level.NATION).limit(1))
        record(DONE, nation, by=self.by, at=self.at)
        analyze()


def analyze() -> None:
    """Let the database know how much is where: it plans by that."""
    db.session.flush()
    db.session.execute(text("ANALYZE"))
