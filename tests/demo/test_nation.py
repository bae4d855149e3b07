"""The nation in small: two provinces in bulk, three years, as true as what operations make."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from certificates import checking, claims, keys, number_book
from certificates.models import Certificate, Issuer, NumberBook
from certificates.number_book import Book
from lms.core.access import SYSTEM
from lms.core.db import db
from lms.demo.nation import papers
from lms.demo.nation.building import NationDemo, Part, is_begun
from lms.demo.nation.certificates import SERIES
from lms.demo.nation.loading import load
from lms.demo.nation.provinces import TEAMS_ELSEWHERE, elsewhere
from lms.org.models import Level, Placement, Succession, Unit
from lms.org.official import REORGANISED
from lms.org.operations import found_unit
from lms.org.queries import units_of
from lms.requirements.check import differences
from lms.requirements.duties import counted_on, years
from lms.requirements.operations import open_year
from lms.training.models import Attendance, RegisterSigning, TrainingClass
from tests.cast import Cast

AT = datetime(2026, 11, 24, 3, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@pytest.fixture
def nation(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> NationDemo:
    monkeypatch.setattr(papers, "PAPERS", 5)
    for year in (2024, 2025):
        open_year(year, legal_basis="x", by=SYSTEM, at=AT)
    found_unit(Level.NATION, "Cả", "nước", since=date(2023, 1, 1))
    db.session.flush()
    some = [replace(one, communes=3, teams=20) for one in elsewhere()[2:4]]
    return NationDemo(AT, some)


def test_three_years_of_a_nation_hold_what_is_recounted_and_verified(nation: NationDemo) -> None:
    load(nation, nation.stages(), lambda done: None)

    assert len(years()) == 3
    for year in years():
        assert differences(year, counted_on(year, TODAY)) == []
        held = select(func.count()).where(
            TrainingClass.held_on.between(year.opens, year.closes),
            Attendance.class_id == TrainingClass.id,
        )
        assert (db.session.scalar(held) or 0) > 50
    signed = db.session.scalar(select(func.count()).select_from(RegisterSigning)) or 0
    assert signed > 20
    look_at_certificates()
    assert not is_begun()


def look_at_certificates() -> None:
    """The module of the cast was published this year: nobody passed it before."""
    issuer = db.session.scalars(select(Issuer).where(Issuer.series == SERIES)).one()
    rows = db.session.scalars(
        select(Certificate).where(Certificate.issuer_id == issuer.id).order_by(Certificate.number)
    ).all()
    book = db.session.get_one(NumberBook, (issuer.id, 2026))
    assert 5 < len(rows) == book.last_number
    assert number_book.gaps(Book(issuer, 2026, book.last_number)) == []
    assert [one.issued_at for one in rows] == sorted(one.issued_at for one in rows)
    for one in (rows[0], rows[-1]):
        assert checking.by_code(one.code, TODAY).certificate is one
        assert checking.by_address(one.token, one.claim, TODAY).certificate is one
        assert checking.by_number(one.number_text, one.holder_name, TODAY).certificate is one
        key = keys.find_key(one.key_id)
        assert key is not None
        assert claims.is_signed(one.claim, one.token, keys.public_key(key))
        assert one.team_name.startswith("Tổ CNSCĐ")
        assert one.unit_name


def test_units_lay_elsewhere_before_the_reorganisation(nation: NationDemo) -> None:
    before = {unit.id for unit in units_of(Level.COMMUNE, date(2025, 6, 30))}
    for stage in nation.stages():
        if stage.part is Part.PROVINCE:
            nation.run(stage, lambda done: None)
    olds = {unit.id for unit in units_of(Level.COMMUNE, date(2025, 6, 30))} - before
    news = {unit.id for unit in units_of(Level.COMMUNE, REORGANISED)}
    went = db.session.execute(select(Succession.old_id, Succession.new_id)).all()
    assert olds <= {row.old_id for row in went}
    assert {row.new_id for row in went if row.old_id in olds} <= news
    villages = select(Placement.unit_id).join(Unit, Unit.id == Placement.unit_id)
    moved = villages.where(Unit.level == Level.VILLAGE, Placement.parent_id.in_(olds))
    assert len(db.session.scalars(moved).all()) == 40
    assert {unit.name for unit in units_of(Level.PROVINCE, TODAY)} > {"Tuyên Quang", "Điện Biên"}
    assert "Hà Giang" in {unit.name for unit in units_of(Level.PROVINCE, date(2025, 6, 30))}


def test_a_load_that_was_stopped_goes_on_after_its_last_whole_part(nation: NationDemo) -> None:
    stages = list(nation.stages())
    load(nation, stages[:1], lambda done: None)
    assert is_begun()
    left = list(NationDemo(AT, nation.provinces).stages())
    assert left == stages[1:]


def test_the_provinces_are_those_of_the_country() -> None:
    found = elsewhere()
    assert len(found) == 33
    assert sum(one.communes for one in found) == 3_321 - 65
    assert sum(one.teams for one in found) == TEAMS_ELSEWHERE
