"""The demo of a province, with few teams: everything a register lives through is in it."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.access import Actor, Grant
from lms.core.db import db, transaction
from lms.demo import plan
from lms.demo.build import Demo
from lms.demo.plan import Scale
from lms.org.models import Level, Reorganisation
from lms.org.queries import units_of
from lms.people.models import (
    ChangeKind,
    PersonMerge,
    ReviewStage,
    ReviewStep,
    RosterChange,
    RosterImport,
)
from lms.requirements.check import differences
from lms.requirements.duties import counted_on, get_year, years
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.queries import signs
from lms.requirements.signs.rules.sign import Kind
from lms.roles import ROLES


@pytest.mark.parametrize("own_database", ["sqlite"], indirect=True)
def test_a_province_lives_through_it_all(migrated: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "TEAMS", 195)
    at = datetime(2026, 11, 24, 3, tzinfo=UTC)
    with migrated.app_context():
        with transaction():
            Demo(Scale.PROVINCE, at, lambda done: None).build()
        assert db.session.scalar(select(func.count()).select_from(Reorganisation)) == 1
        assert len(units_of(Level.COMMUNE, date(2025, 6, 30))) == 194
        taken = db.session.scalars(select(RosterImport)).one()
        counts = taken.report["counts"]
        assert min(counts["new"], counts["changed"], counts["same"], counts["refused"]) > 0
        merges = db.session.scalars(select(PersonMerge)).all()
        assert sorted(bool(row.undoes_id) for row in merges) == [False, False, True]
        stages = set(db.session.scalars(select(ReviewStep.stage)))
        assert stages == {ReviewStage.HANDED_IN, ReviewStage.ACCEPTED, ReviewStage.RETURNED}
        kinds = set(db.session.scalars(select(RosterChange.kind)))
        assert {ChangeKind.ROLE, ChangeKind.ABSENT, ChangeKind.ENTERED, ChangeKind.MERGED} <= kinds
        province = units_of(Level.PROVINCE, at.date())[0]
        held = Grant("auditor", ROLES["auditor"], unit_id=province.id)
        field = Field(Actor(None, "t", (held,)), get_year(2026), at.date())
        found = {row.sign.kind: row.sign for row in signs(field)}
        assert set(found) == {
            Kind.ONE_DEVICE, Kind.SAME_ANSWERS, Kind.FAST_ANSWERS, Kind.LATE_REGISTER
        }  # fmt: skip
        assert (len(found[Kind.ONE_DEVICE].people), len(found[Kind.ONE_DEVICE].helped)) == (5, 1)
        for year in years():
            assert differences(year, counted_on(year, at.date())) == []
