from datetime import date

from flask import Flask
from sqlalchemy import select

from lms.core.db import db
from lms.org.models import Extent, Level, Succession, UnitCode, UnitName
from lms.org.official import new_units, old_units, steps
from lms.org.queries import get_unit, is_within, path, subtree, units_of
from tests.cast import Cast

OLD_DAY, NEW_DAY = date(2025, 6, 30), date(2025, 7, 1)


def test_the_lists_are_complete() -> None:
    assert (len(old_units()), len(new_units())) == (194, 65)
    assert {step.old_code for step in steps()} == {unit.code for unit in old_units()}
    assert {step.new_code for step in steps()} == {unit.code for unit in new_units()}


def test_two_communes_were_split() -> None:
    parts = [step.old_code for step in steps() if step.extent is Extent.PART]
    assert sorted(set(parts)) == ["06622", "06625"]


def test_the_map_of_each_day(app: Flask, cast: Cast) -> None:
    found = {
        day: tuple(len(units_of(level, day)) for level in (Level.DISTRICT, Level.COMMUNE))
        for day in (OLD_DAY, NEW_DAY)
    }
    assert found == {OLD_DAY: (11, 194), NEW_DAY: (0, 65)}


def test_a_code_means_another_unit_after_the_reorganisation(app: Flask, cast: Cast) -> None:
    def named(day: date) -> str | None:
        return db.session.scalar(
            select(UnitName.kind + " " + UnitName.name)
            .join(UnitCode, UnitCode.unit_id == UnitName.unit_id)
            .where(UnitCode.code == "05977", UnitCode.on(day), UnitName.on(day))
        )

    assert (named(OLD_DAY), named(NEW_DAY)) == ("Phường Vĩnh Trại", "Phường Đông Kinh")


def test_succession_names_its_law(app: Flask, cast: Cast) -> None:
    rows = db.session.scalars(select(Succession)).all()
    assert len(rows) == 196 + 11  # communes, and the districts that went into the province
    assert {row.legal_basis for row in rows} == {"Nghị quyết số 1672/NQ-UBTVQH15 năm 2025"}


def test_the_tree_below_a_unit(app: Flask, cast: Cast) -> None:
    below = set(db.session.scalars(subtree([cast.units["na-sam"]], NEW_DAY)))
    assert len(below) == 2  # the commune and the village of the cast
    assert is_within(cast.units["na-sam"], [cast.units["province"]], NEW_DAY)
    assert not is_within(cast.units["dong-kinh"], [cast.units["na-sam"]], NEW_DAY)


def test_the_path_above_a_unit(app: Flask, cast: Cast) -> None:
    titles = [unit.title for unit in path(cast.units["na-sam"], NEW_DAY)]
    assert titles == ["Tỉnh Lạng Sơn", "Xã Na Sầm"]
    assert get_unit(cast.units["na-sam"], NEW_DAY).code == "06124"
