"""Merges, splits, transfers and new names: previewed, enacted, undone; no earlier day changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.org.enacting import enact, undo
from lms.org.finding import find_units, reorganisations, story_of, successors
from lms.org.models import Level, Placement, Succession, Unit, UnitName
from lms.org.official import KNOWN_SINCE, REORGANISED, enter_old_units, file_text, reorganise
from lms.org.operations import found_unit, found_village, place_village
from lms.org.queries import children, get_unit, places_of, units_of
from lms.org.reorganising import Plan, UnitFault, plan
from tests.cast import Cast

BY, AT = Actor(None, "tests"), datetime(2026, 11, 2, 3, tzinfo=UTC)
DAY = date(2027, 1, 1)
HEAD = "old_code,new_code,new_kind,new_name,extent,villages\n"


def done(text: str, day: date = DAY) -> Plan:
    found = plan(HEAD + text, day)
    assert found.is_sound, (found.faults, found.misfits)
    enact(found, "Sắp xếp thử", "Nghị quyết thử", by=BY, at=AT)
    db.session.flush()
    return found


def counted() -> tuple[int | None, ...]:
    tables = (Unit, UnitName, Placement, Succession)
    return tuple(db.session.scalar(select(func.count()).select_from(t)) for t in tables)


def test_the_reorganisation_of_2025_is_enacted_and_undone(migrated: Flask) -> None:
    with migrated.app_context():
        province = enter_old_units()
        db.session.flush()
        before = counted()
        row = reorganise(province, by=BY, at=AT)
        eve = REORGANISED - timedelta(days=1)
        assert [len(units_of(Level.COMMUNE, day)) for day in (eve, REORGANISED)] == [194, 65]
        assert [len(units_of(Level.DISTRICT, day)) for day in (eve, REORGANISED)] == [11, 0]
        undo(row, by=BY, at=AT)
        db.session.flush()
        assert counted() == before
        assert len(units_of(Level.COMMUNE, REORGANISED)) == 194
        assert [undone for _row, undone in reorganisations()] == [False, True]
        with pytest.raises(Refused):
            undo(row, by=BY, at=AT)
        db.session.rollback()


def test_villages_of_a_split_unit_go_where_the_file_says(migrated: Flask) -> None:
    with migrated.app_context():
        province = enter_old_units()
        villages = {
            name: found_unit(Level.VILLAGE, "Thôn", name, since=KNOWN_SINCE,
                             parent=province.old["06622"])
            for name in ("Nà Pá", "Bản Mọi", "Khuổi Luông")
        }  # fmt: skip
        db.session.flush()
        text = file_text().replace("extent", "extent,villages", 1)
        text = text.replace("06613,Xã,Đình Lập,part", "06613,Xã,Đình Lập,part,nà pá")
        text = text.replace("06622,06625,Xã,Kiên Mộc,part", "06622,06625,Xã,Kiên Mộc,part,Bản Mọi")
        found = plan(text, REORGANISED)
        assert [unit.name for unit in found.unclear] == ["Khuổi Luông"]
        enact(found, "2025", "NQ 1672", by=BY, at=AT)
        db.session.flush()
        places = places_of([unit.id for unit in villages.values()], REORGANISED)
        assert [places[unit.id] for unit in villages.values()] == [
            "Xã Đình Lập", "Xã Kiên Mộc", "Tỉnh Lạng Sơn",
        ]  # fmt: skip
        unclear = get_unit(villages["Khuổi Luông"].id, REORGANISED)
        (kien_moc,) = [u for u in units_of(Level.COMMUNE, REORGANISED) if u.name == "Kiên Mộc"]
        place_village(unclear, kien_moc, on=REORGANISED, by=BY, at=AT)
        db.session.flush()
        assert places_of([unclear.id], REORGANISED)[unclear.id] == "Xã Kiên Mộc"
        old = places_of([villages["Nà Pá"].id], KNOWN_SINCE)
        assert list(old.values()) == ["Xã Bính Xá, Huyện Đình Lập"]
        db.session.rollback()


def test_a_merger_takes_the_villages_along(app: Flask, cast: Cast) -> None:
    done("06124,06124,Phường,Na Sầm Mới,toàn bộ,\n05977,06124,Phường,Na Sầm Mới,toàn bộ,\n")
    (unit,) = successors(cast.units["dong-kinh"], DAY)
    assert unit.title == "Phường Na Sầm Mới"
    assert {one.title for one in children(unit.id, DAY)} == {"Thôn Nà Pàn", "Khối 3"}
    assert [u.title for u in successors(cast.units["dong-kinh"], date(2026, 12, 31))] == [
        "Phường Đông Kinh"
    ]


def test_a_part_may_go_to_a_unit_that_stays(app: Flask, cast: Cast) -> None:
    found_village("Thôn Bản Tích", cast.units["na-sam"], on=date(2026, 1, 1), by=BY, at=AT)
    db.session.flush()
    done(
        "06124,06124,Phường,Na Sầm Mới,một phần,Nà Pàn\n"
        "06124,06148,Xã,Thụy Hùng,một phần,Bản Tích\n"
    )
    (thuy_hung,) = [u for u in units_of(Level.COMMUNE, DAY) if u.code == "06148"]
    assert [one.title for one in children(thuy_hung.id, DAY)] == ["Thôn Bản Tích"]
    assert len(successors(cast.units["na-sam"], DAY)) == 2


def test_a_new_name_or_code_keeps_the_unit(app: Flask, cast: Cast) -> None:
    done("06124,06125,Phường,Na Sầm,đổi tên,\n")
    (unit,) = successors(cast.units["na-sam"], DAY)
    assert (unit.id, unit.title, unit.code) == (cast.units["na-sam"], "Phường Na Sầm", "06125")
    assert len(story_of(unit.id).names) == 2


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("99999,06124,Xã,Na Sầm,,\n", UnitFault.UNKNOWN_CODE),
        ("06124,05977,Xã,Khác,,\n", UnitFault.CODE_TAKEN),
        ("06124,05977,Xã,Khác,đổi tên,\n", UnitFault.CODE_TAKEN),
        ("06124,06124,Xã,A,một phần,Không Có\n06124,06125,Xã,B,một phần,\n",
         UnitFault.UNKNOWN_VILLAGE),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_nothing_happens(
    app: Flask, cast: Cast, text: str, kind: UnitFault
) -> None:
    found = plan(HEAD + text, DAY)
    assert kind in {misfit.kind for misfit in found.misfits}
    with pytest.raises(Refused):
        enact(found, "Thử", "Thử", by=BY, at=AT)


def test_a_unit_with_newer_facts_is_not_ended_before_them(app: Flask, cast: Cast) -> None:
    found = plan(HEAD + "06124,06124,Xã,Khác,,\n", date(2025, 7, 1))
    assert {misfit.kind for misfit in found.misfits} == {UnitFault.LATER_FACT}


def test_what_others_built_on_forbids_the_undo(app: Flask, cast: Cast) -> None:
    first = next(row for row, _undone in reorganisations())
    with pytest.raises(Refused):
        undo(first, by=BY, at=AT)


def test_an_old_name_finds_the_unit_of_today(app: Flask, cast: Cast) -> None:
    levels = [Level.COMMUNE]
    (one,) = find_units("thị trấn Na Sầm, huyện Văn Lãng", AT.date(), levels=levels)
    assert (one.title, [u.title for u in one.today]) == (
        "Thị trấn Na Sầm, Huyện Văn Lãng", ["Xã Na Sầm"],
    )  # fmt: skip
    assert {u.title for f in find_units("05980", AT.date(), levels=levels) for u in f.today} == {
        "Phường Đông Kinh"
    }
    homonyms = [f.title for f in find_units("xã hồng phong", AT.date(), levels=levels)]
    assert {"Xã Hồng Phong, Huyện Bình Gia", "Xã Hồng Phong, Huyện Cao Lộc"} <= set(homonyms)
    (other,) = find_units("Hồng Phong, Cao Lộc", AT.date(), levels=levels)
    assert [u.title for u in other.today] == ["Xã Đồng Đăng"]
