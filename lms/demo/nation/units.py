"""Units of a province: districts and communes until 30 June 2025, communes since, villages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from lms.core.db import new_id
from lms.demo.nation.naming import Name, commune_names, name_of, villages
from lms.demo.nation.provinces import KNOWN_SINCE, MERGED_BY, Province, shared_out
from lms.demo.nation.rows import put
from lms.org.models import Extent, Level, Placement, Succession, Unit, UnitCode, UnitName
from lms.org.official import REORGANISED

OLD_ONES = (2, 3, 4, 3, 3, 4, 3, 3)  # old communes of a new one, in turn: ten thousand in all
OF_A_DISTRICT = 18  # old communes
CODES_OF_A_PROVINCE = 700
MERGED_COMMUNES_BY = "Nghị quyết của Ủy ban Thường vụ Quốc hội về sắp xếp cấp xã năm 2025"
DISTRICTS = ("Thành phố", "Thị xã", *["Huyện"] * 8)  # so many of ten
WARDS, TOWNS = 0.21, 0.06  # of the communes


@dataclass(frozen=True)
class Placed:
    """A unit with its name, and where it lies."""

    id: UUID
    level: Level
    kind: str
    name: Name
    parent: UUID | None
    code: str = ""
    since: date = KNOWN_SINCE
    until: date | None = None

    @property
    def title(self) -> str:
        """`Xã Tân Lập`."""
        return f"{self.kind} {self.name.text}"


@dataclass(frozen=True)
class Village:
    """A village: the commune it lies in, and the one it lay in before (none: it is new)."""

    id: UUID
    kind: str
    name: Name
    old: Placed


@dataclass
class Commune:
    """A commune of today, what it was made of, and its villages."""

    unit: Placed
    olds: list[Placed] = field(default_factory=list)
    villages: list[Village] = field(default_factory=list)


@dataclass
class ProvinceUnits:
    """All units of a province."""

    top: Placed
    absorbed: list[Placed] = field(default_factory=list)
    districts: list[Placed] = field(default_factory=list)
    communes: list[Commune] = field(default_factory=list)


class UnitMaker:
    """Makes the units of one province; the same seed makes the same."""

    def __init__(self, facts: Province, number: int, nation: UUID | None, chance: Random) -> None:
        self.facts, self.number, self.nation, self.chance = facts, number, nation, chance

    def make(self) -> ProvinceUnits:
        """Everything, in memory: a few thousand units."""
        facts = self.facts
        top = Placed(facts.id, Level.PROVINCE, facts.kind, name_of(facts.name), self.nation,
                     facts.code)  # fmt: skip
        found = ProvinceUnits(top)
        for name in facts.absorbed:
            found.absorbed.append(
                Placed(
                    new_id(), Level.PROVINCE, "Tỉnh", name_of(name), self.nation, until=REORGANISED
                )
            )
        self._communes(found)
        weights = [self.chance.uniform(0.6, 1.4) for _ in found.communes]
        shares = shared_out(facts.teams, weights)
        for commune, share in zip(found.communes, shares, strict=True):
            commune.villages = list(self._villages(commune, share))
        return found

    def _communes(self, found: ProvinceUnits) -> None:
        counts = [OLD_ONES[n % len(OLD_ONES)] for n in range(self.facts.communes)]
        names = iter(commune_names(self.chance, self.facts.communes + sum(counts) // 2))
        code = 10_000 + self.number * CODES_OF_A_PROVINCE
        district = self._district(found, next(names))
        inside = 0
        for place, count in enumerate(counts):
            if inside + count > OF_A_DISTRICT:
                district, inside = self._district(found, next(names), place), 0
            inside += count
            kind = "Phường" if self.chance.random() < WARDS else "Xã"
            name = name_of(next(names))
            new = Placed(new_id(), Level.COMMUNE, kind, name, found.top.id, f"{code:05}",
                         REORGANISED)  # fmt: skip
            olds = [
                Placed(
                    new_id(),
                    Level.COMMUNE,
                    self._old_kind(kind),
                    old_name,
                    district.id,
                    f"{code + n:05}",
                    until=REORGANISED,
                )
                for n, old_name in enumerate(self._old_names(name, count))
            ]
            found.communes.append(Commune(new, olds))
            code += count

    def _old_names(self, name: Name, count: int) -> list[Name]:
        """The first commune gave its name to the new one."""
        others = [one for one in commune_names(self.chance, count) if one != name.text]
        return [name, *map(name_of, others)][:count]

    def _old_kind(self, kind: str) -> str:
        if kind == "Phường":
            return kind
        return "Thị trấn" if self.chance.random() < TOWNS else "Xã"

    def _district(self, found: ProvinceUnits, name: str, place: int = 0) -> Placed:
        """A district of the province whose turn it is: those absorbed come last."""
        above = [found.top, *found.absorbed]
        parent = above[place * len(above) // self.facts.communes]
        row = Placed(
            new_id(), Level.DISTRICT, self.chance.choice(DISTRICTS), name_of(name),
            parent.id, f"{200 + self.number * 23 + len(found.districts):03}", until=REORGANISED,
        )  # fmt: skip
        found.districts.append(row)
        return row

    def _villages(self, commune: Commune, count: int) -> Iterator[Village]:
        ward = commune.unit.kind == "Phường"
        names = villages(self.chance, count, self.facts.region, ward=ward)
        for number, (kind, name) in enumerate(names):
            old = commune.olds[number * len(commune.olds) // count]
            yield Village(new_id(), kind, name_of(name), old)


def write(found: ProvinceUnits) -> None:
    """The rows of all units of a province, and what followed what on 1 July 2025."""
    above = [found.top, *found.absorbed, *found.districts]
    above += [old for one in found.communes for old in one.olds]
    above += [one.unit for one in found.communes]
    inside = [(v, one.unit) for one in found.communes for v in one.villages]
    put(Unit, ({"id": one.id, "level": one.level.value} for one in above))
    put(Unit, ({"id": v.id, "level": Level.VILLAGE.value} for v, _ in inside))
    put(UnitName, (_name(u.id, u.kind, u.name, u.since, u.until) for u in above))
    put(UnitName, (_name(v.id, v.kind, v.name, KNOWN_SINCE, None) for v, _ in inside))
    put(UnitCode, (
        {"id": new_id(), "unit_id": u.id, "code": u.code, "since": u.since, "until": u.until}
        for u in above if u.code
    ))  # fmt: skip
    put(Placement, (_place(u.id, u.parent, u.since, u.until) for u in above if u.parent))
    put(Placement, (
        row for v, new in inside for row in (
            _place(v.id, v.old.id, KNOWN_SINCE, REORGANISED),
            _place(v.id, new.id, REORGANISED, None),
        )
    ))  # fmt: skip
    put(Succession, _successions(found))


def _name(unit_id: UUID, kind: str, name: Name, since: date, until: date | None) -> dict[str, Any]:
    """The folded words go by the whole title, the order by the name."""
    return {"id": new_id(), "unit_id": unit_id, "kind": kind, "name": name.text, "since": since,
            "until": until, "folded": f"{FOLDED[kind]} {name.folded}",
            "sort_key": name.sort_key}  # fmt: skip


FOLDED = {
    kind: name_of(kind).folded
    for kind in ("Tỉnh", "Thành phố", "Thị xã", "Huyện", "Xã", "Phường", "Thị trấn", "Thôn", "Xóm",
                 "Bản", "Buôn", "Ấp", "Khu phố", "Khối", "Tổ dân phố")
}  # fmt: skip


def _place(unit: UUID, parent: UUID | None, since: date, until: date | None) -> dict[str, Any]:
    return {"id": new_id(), "unit_id": unit, "parent_id": parent, "since": since, "until": until}


def _successions(found: ProvinceUnits) -> Iterator[dict[str, Any]]:
    pairs = [(old, found.top, MERGED_BY) for old in found.absorbed]
    pairs += [(old, found.top, MERGED_COMMUNES_BY) for old in found.districts]
    pairs += [(old, one.unit, MERGED_COMMUNES_BY) for one in found.communes for old in one.olds]
    for old, new, basis in pairs:
        yield {"id": new_id(), "old_id": old.id, "new_id": new.id, "day": REORGANISED,
               "extent": Extent.WHOLE.value, "legal_basis": basis}  # fmt: skip
