"""The official unit lists of Lạng Sơn and the reorganisation of 1 July 2025, entered as facts."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Extent, Level, Unit
from lms.org.operations import abolish, found_unit, succeed

FOLDER = Path(__file__).parent / "official"
KNOWN_SINCE = date(2024, 12, 1)  # the old list stands as of the mergers of that day
REORGANISED = date(2025, 7, 1)
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
    """The units entered, by code; codes are re-used, so old and new are kept apart."""

    unit: Unit
    old: dict[str, Unit] = field(default_factory=dict)
    new: dict[str, Unit] = field(default_factory=dict)
    new_facts: dict[str, NewUnit] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


def load_province(*, by: Actor, at: datetime) -> Province:
    """Enter the province, its districts and communes before and after, and the succession."""
    kind, name, code = PROVINCE
    province = Province(found_unit(Level.PROVINCE, kind, name, since=KNOWN_SINCE, code=code))
    districts = _enter_old(province)
    db.session.flush()
    for unit in [*province.old.values(), *districts.values()]:
        abolish(unit, on=REORGANISED)
    _enter_new(province)
    db.session.flush()
    _enter_steps(province, by, at)
    return province


def _enter_old(province: Province) -> dict[str, Unit]:
    districts: dict[str, Unit] = {}
    for fact in old_units():
        if fact.district_code not in districts:
            kind, _, name = fact.district_name.partition(" ")
            if kind == "Thành":  # "Thành phố" is two words
                kind, name = "Thành phố", name.removeprefix("phố ")
            districts[fact.district_code] = found_unit(
                Level.DISTRICT,
                kind,
                name,
                since=KNOWN_SINCE,
                parent=province.unit,
                code=fact.district_code,
            )
        province.old[fact.code] = found_unit(
            Level.COMMUNE,
            fact.kind,
            fact.name,
            since=KNOWN_SINCE,
            parent=districts[fact.district_code],
            code=fact.code,
        )
    return districts


def _enter_new(province: Province) -> None:
    for fact in new_units():
        province.new_facts[fact.code] = fact
        province.new[fact.code] = found_unit(
            Level.COMMUNE,
            fact.kind,
            fact.name,
            since=REORGANISED,
            parent=province.unit,
            code=fact.code,
        )


def _enter_steps(province: Province, by: Actor, at: datetime) -> None:
    for step in steps():
        province.steps.append(step)
        succeed(
            province.old[step.old_code],
            province.new[step.new_code],
            on=REORGANISED,
            extent=step.extent,
            legal_basis=LEGAL_BASIS,
            by=by,
            at=at,
        )


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


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
