"""Believable names of communes, villages and people of every region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from lms.core.names import fold, sort_key
from lms.demo import plan
from lms.demo.names import KINH, LOWLAND_STEMS, person_name, village_names
from lms.demo.nation.provinces import Region

FIRSTS = (
    "An", "Bình", "Cẩm", "Châu", "Đại", "Đông", "Đức", "Hải", "Hòa", "Hồng", "Hưng", "Kim", "Lộc",
    "Long", "Minh", "Mỹ", "Nam", "Nghĩa", "Phú", "Phước", "Quảng", "Sơn", "Tam", "Tân", "Thạnh",
    "Thanh", "Thiện", "Tiên", "Trung", "Tường", "Vạn", "Việt", "Vĩnh", "Xuân", "Yên",
)  # fmt: skip
SECONDS = (
    "An", "Bình", "Châu", "Đông", "Giang", "Hải", "Hiệp", "Hòa", "Hưng", "Khánh", "Lâm", "Lạc",
    "Lập", "Long", "Lợi", "Lộc", "Lương", "Minh", "Mỹ", "Ninh", "Phong", "Phú", "Phúc", "Quang",
    "Sơn", "Tân", "Thành", "Thạnh", "Thắng", "Thịnh", "Thuận", "Tiến", "Trung", "Xuân", "Yên",
)  # fmt: skip
VILLAGE_KINDS = {
    Region.NORTH: ("Thôn", "Thôn", "Xóm"),
    Region.HIGHLAND: ("Thôn", "Thôn", "Buôn"),
    Region.SOUTH: ("Ấp",),
}
POOL = 20_000  # names of people to choose from in a region


@dataclass(frozen=True)
class Name:
    """A name as tables keep it."""

    text: str
    folded: str
    sort_key: str


@lru_cache(maxsize=8)
def people(region: Region) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Names of men, and of women."""
    chance = Random(f"{plan.SEED} {region}")
    community = None if region is Region.UPLAND else KINH
    men, women = (
        tuple(name_of(person_name(chance, sex, community)) for _ in range(POOL // 2))
        for sex in ("m", "f")
    )
    return men, women


def name_of(text: str) -> Name:
    """A name with what is derived from it."""
    return Name(text, fold(text), sort_key(text))


def commune_names(chance: Random, count: int) -> list[str]:
    """So many different names of communes: Tân Lập, Vĩnh Hòa."""
    every = [f"{one} {two}" for one in FIRSTS for two in SECONDS if one != two]
    return chance.sample(every, count)


def villages(chance: Random, count: int, region: Region, *, ward: bool) -> list[tuple[str, str]]:
    """So many villages of a commune: kind and name."""
    if ward:
        kind = "Khu phố" if region is Region.SOUTH else "Tổ dân phố"
        return [(kind, str(number)) for number in range(1, count + 1)]
    if region is Region.UPLAND:
        return [_parted(title) for title in village_names(chance, count, ward=False)]
    kind = chance.choice(VILLAGE_KINDS[region])
    if region is Region.SOUTH and chance.random() < 0.3:
        return [(kind, str(number)) for number in range(1, count + 1)]
    few = chance.sample(LOWLAND_STEMS, min(count, len(LOWLAND_STEMS)))
    return [(kind, few[n % len(few)] + (f" {n // len(few) + 1}" * (n >= len(few))))
            for n in range(count)]  # fmt: skip


def _parted(title: str) -> tuple[str, str]:
    kind, _, name = title.partition(" ")
    return kind, name
