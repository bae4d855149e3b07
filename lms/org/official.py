"""The official unit lists of Lạng Sơn and the reorganisation of 1 July 2025, entered as facts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from lms.core.access import Actor
from lms.core.db import db
from lms.org.enacting import enact
from lms.org.models import Extent, Level, Reorganisation, Unit
from lms.org.operations import found_unit
from lms.org.queries import units_of
from lms.org.reorganising import plan

FOLDER = Path(__file__).parent / "official"
KNOWN_SINCE = date(2024, 12, 1)  # the old list stands as of the mergers of that day
REORGANISED = date(2025, 7, 1)
TITLE = "Sắp xếp đơn vị hành chính cấp xã của tỉnh Lạng Sơn năm 2025"
LEGAL_BASIS = "Nghị quyết số 1672/NQ-UBTVQH15 năm 2025"
PROVINCE = ("Tỉnh", "Lạng Sơn", "20")


@dataclass(frozen=True)
class OldUnit:
    """A commune-level unit until 30 June 2025."""

    code: str
    kind: str
    name: str
    district_code: str
    district_name: str


@dataclass(frozen=True)
class NewUnit:
    """A commune-level unit from 1 July 2025."""

    code: str
    kind: str
    name: str


@dataclass(frozen=True)
class Step:
    """That (part of) an old unit went into a new one."""

    old_code: str
    new_code: str
    extent: Extent


@dataclass
class Province:
    """The units entered, by code; codes are used again, so old and new are kept apart."""

    unit: Unit
    old: dict[str, Unit] = field(default_factory=dict)
    new: dict[str, Unit] = field(default_factory=dict)


def load_province(*, by: Actor, at: datetime) -> Province:
    """Enter the province as it was, then enact the reorganisation of 1 July 2025."""
    province = enter_old_units()
    reorganise(province, by=by, at=at)
    return province


def enter_old_units() -> Province:
    """The province with its districts and communes until 30 June 2025."""
    kind, name, code = PROVINCE
    province = Province(found_unit(Level.PROVINCE, kind, name, since=KNOWN_SINCE, code=code))
    districts: dict[str, Unit] = {}
    for fact in old_units():
        if fact.district_code not in districts:
            districts[fact.district_code] = _district(fact, province.unit)
        province.old[fact.code] = found_unit(
            Level.COMMUNE,
            fact.kind,
            fact.name,
            since=KNOWN_SINCE,
            parent=districts[fact.district_code],
            code=fact.code,
        )
    db.session.flush()
    return province


def _district(fact: OldUnit, province: Unit) -> Unit:
    kind, _, name = fact.district_name.partition(" ")
    if kind == "Thành":  # "Thành phố" is two words
        kind, name = "Thành phố", name.removeprefix("phố ")
    return found_unit(
        Level.DISTRICT, kind, name, since=KNOWN_SINCE, parent=province, code=fact.district_code
    )


def reorganise(province: Province, *, by: Actor, at: datetime) -> Reorganisation:
    """Enact 1 July 2025 from the official lists, as any later reorganisation is."""
    done = enact(plan(file_text(), REORGANISED), TITLE, LEGAL_BASIS, by=by, at=at)
    db.session.flush()
    for unit in units_of(Level.COMMUNE, REORGANISED):
        if unit.code:
            province.new[unit.code] = db.session.get_one(Unit, unit.id)
    return done


def file_text() -> str:
    """The reorganisation of 1 July 2025 as a file: 194 communes and the end of 11 districts."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["old_code", "new_code", "new_kind", "new_name", "extent"])
    names = {unit.code: unit for unit in new_units()}
    for step in steps():
        new = names[step.new_code]
        writer.writerow([step.old_code, new.code, new.kind, new.name, step.extent])
    kind, name, code = PROVINCE
    for district in dict.fromkeys(unit.district_code for unit in old_units()):
        writer.writerow([district, code, kind, name, Extent.WHOLE])
    return out.getvalue()


def old_units() -> list[OldUnit]:
    """The 194 units until 30 June 2025."""
    return [OldUnit(**row) for row in _rows("langson_units_until_2025-06-30.csv")]


def new_units() -> list[NewUnit]:
    """The 65 units from 1 July 2025."""
    rows = _rows("langson_units_from_2025-07-01.csv")
    return [NewUnit(row["code"], row["kind"], row["name"]) for row in rows]


def steps() -> list[Step]:
    """Which old unit went into which new one."""
    rows = _rows("langson_succession_2025-07-01.csv")
    return [Step(row["old_code"], row["new_code"], Extent(row["extent"])) for row in rows]


def tiles() -> dict[str, tuple[int, int]]:
    """Code → column and row of a commune from 1 July 2025 in a map of tiles of one size.

    Our own drawing: the old districts by their compass positions, each one's communes around it.
    """
    rows = _rows("langson_tiles.csv")
    return {row["code"]: (int(row["column"]), int(row["row"])) for row in rows}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
