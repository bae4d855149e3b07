"""The nation in stages, each committed by itself, so that a stopped load goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from random import Random

from sqlalchemy import select, text

from certificates.models import Issuer, NumberBook
from lms.core.access import Actor
from lms.core.audit import AuditEvent, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.demo import plan
from lms.demo.build import Demo, Step, size_of
from lms.demo.nation import accounts, cases, community, lang_son, province, results
from lms.demo.nation.certificates import SERIES, CertificateMaker, certify_all, national_issuer
from lms.demo.nation.papers import courses
from lms.demo.nation.provinces import Province, elsewhere
from lms.demo.nation.rows import BY_NAME, check_at_once
from lms.demo.plan import Scale
from lms.org.models import Level, Unit, UnitCode
from lms.org.queries import units_of
from lms.requirements import duties, standings

DONE = "demo.loaded"
CERTIFICATES, A_STEP = 160_000, 100  # about so many in all; so many make a step


class Part(StrEnum):
    """The parts of a load, in their order; stages of the same part may run side by side."""

    LANG_SON = "lang_son"
    PROVINCE = "province"
    MORE = "more_of_lang_son"
    CASES = "cases"
    COMMUNITY = "community"
    TERMS = "terms"
    CERTIFICATES = "certificates"
    ANALYSIS = "analysis"
    RECOUNT = "recount"
    RESULTS = "results"
    END = "end"


@dataclass(frozen=True)
class Stage:
    """What is committed whole: the part, how many steps, which province or year."""

    part: Part
    steps: int
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

    def stages(self) -> Iterator[Stage]:
        """What is still to do, in its order."""
        if db.session.scalar(select(Unit.id).limit(1)) is None:
            size = size_of(Scale.NATION)
            yield Stage(Part.LANG_SON, 3 * (size.communes + size.learners))
        yield from self._provinces_left()
        for part, is_there in (
            (Part.MORE, lang_son.is_there), (Part.CASES, cases.is_there),
            (Part.COMMUNITY, community.is_there),
        ):  # fmt: skip
            if not is_there():
                yield Stage(part, 5)
        yield Stage(Part.TERMS, 1)
        yield from self._books_left()
        yield Stage(Part.ANALYSIS, 20)
        yield from (Stage(Part.RECOUNT, 100, year) for year in self.years)
        yield from (Stage(Part.RESULTS, 20, year) for year in self.years[:-1])
        yield Stage(Part.END, 20)

    def _provinces_left(self) -> Iterator[Stage]:
        known = set(db.session.scalars(select(UnitCode.code).where(UnitCode.since < self.today)))
        for number, facts in enumerate(self.provinces):
            if facts.code not in known:
                yield Stage(Part.PROVINCE, facts.communes, number)

    def _books_left(self) -> Iterator[Stage]:
        """A book of the year is there when all its certificates are."""
        issuer = select(Issuer.id).where(Issuer.series == SERIES)
        books = set(
            db.session.scalars(select(NumberBook.year).where(NumberBook.issuer_id.in_(issuer)))
        )
        for place, year in enumerate(self.years, 1):
            if year not in books:
                yield Stage(Part.CERTIFICATES, CERTIFICATES * place // 6 // A_STEP, year)

    def run(self, stage: Stage, step: Step) -> None:
        """Do one stage; the caller commits."""
        todo: dict[Part, Callable[[int, Step], None]] = {
            Part.LANG_SON: self._lang_son,
            Part.PROVINCE: self.province,
            Part.MORE: lambda _n, _s: lang_son.add(
                self.years, self.given.courses, self.today, self._chance("20")
            ),
            Part.CASES: lambda _n, _s: cases.ask_and_decide(self.today, self._chance("cases")),
            Part.COMMUNITY: lambda _n, _s: community.show(
                self.provinces, self.at, self._chance("community")
            ),
            Part.TERMS: self._terms,
            Part.CERTIFICATES: self._certificates,
            Part.ANALYSIS: lambda _n, _s: analyze(),
            Part.RECOUNT: lambda year, _s: standings.recount(duties.get_year(year)),
            Part.RESULTS: self._results,
            Part.END: self._end,
        }
        todo[stage.part](stage.number, step)

    def _chance(self, of: object) -> Random:
        """The same for every load."""
        return Random(f"{plan.SEED} {of}")

    @cached_property
    def given(self) -> province.Given:
        """What every province shares, made once."""
        taught = courses(self._chance("courses"))
        return province.Given(self.at, self.years, taught, accounts.Secrets())

    def _lang_son(self, _number: int, step: Step) -> None:
        """The province that is known, through the operations, with all its stories."""
        Demo(Scale.NATION, self.at, lambda done: step(3 * done)).build()

    def province(self, number: int, step: Step) -> None:
        """One of the provinces, written in bulk."""
        check_at_once()
        nation = db.session.scalar(select(Unit.id).where(Unit.level == Level.NATION).limit(1))
        facts = self.provinces[number]
        province.build(facts, number, nation, self.given, self._chance(facts.code), step)

    def _terms(self, _number: int, _step: Step) -> None:
        taught = self.given.courses.items()
        certify_all(((code, versions[0].module_id) for code, versions in taught), self.at)

    def _certificates(self, year: int, step: Step) -> None:
        check_at_once()
        maker = CertificateMaker(national_issuer(), year, self.at, self._chance(year))
        for made in maker.make():
            step(made // A_STEP)

    def _results(self, year: int, _step: Step) -> None:
        """Those of the year before this one are not all there yet."""
        nation, last = units_of(Level.NATION, self.today)[0], self.years[-2]
        results.confirm(nation, year, self._chance(year), all_of_them=year < last)

    def _end(self, _number: int, _step: Step) -> None:
        nation = db.session.scalar(select(Unit).where(Unit.level == Level.NATION).limit(1))
        record("demo.loaded", nation, by=Actor(None, BY_NAME), at=self.at)
        analyze()


def analyze() -> None:
    """Let the database know how much is where: it plans by that."""
    db.session.flush()
    db.session.execute(text("ANALYZE"))
