"""The provinces of 1 July 2025 with their codes, how many communes each has, and who they were.

Names, codes, communes and mergers are those of the resolutions of 2025 (202/2025/QH15 for the
provinces); everything below is made up, except in Lạng Sơn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from lms.core.db import new_id
from lms.demo import plan

KNOWN_SINCE = date(2023, 1, 1)  # what is known of the other provinces begins here
MERGED_BY = "Nghị quyết số 202/2025/QH15 ngày 12/6/2025"
PROVINCE, CITY = "Tỉnh", "Thành phố"


class Region(StrEnum):
    """Where names of people and villages go alike."""

    UPLAND = "upland"
    NORTH = "north"
    HIGHLAND = "highland"
    SOUTH = "south"


@dataclass(frozen=True)
class Province:
    """One province: its communes since 1 July 2025, its teams, what it absorbed that day."""

    kind: str
    name: str
    code: str
    communes: int
    teams: int
    region: Region = Region.NORTH
    absorbed: tuple[str, ...] = ()
    id: UUID = field(default_factory=new_id)

    @property
    def title(self) -> str:
        """`Tỉnh Cao Bằng`."""
        return f"{self.kind} {self.name}"


_FACTS: tuple[tuple[str, str, str, int, Region, str], ...] = (
    (CITY, "Hà Nội", "01", 126, Region.NORTH, ""),
    (PROVINCE, "Cao Bằng", "04", 56, Region.UPLAND, ""),
    (PROVINCE, "Tuyên Quang", "08", 124, Region.UPLAND, "Hà Giang"),
    (PROVINCE, "Điện Biên", "11", 45, Region.UPLAND, ""),
    (PROVINCE, "Lai Châu", "12", 38, Region.UPLAND, ""),
    (PROVINCE, "Sơn La", "14", 75, Region.UPLAND, ""),
    (PROVINCE, "Lào Cai", "15", 99, Region.UPLAND, "Yên Bái"),
    (PROVINCE, "Thái Nguyên", "19", 92, Region.UPLAND, "Bắc Kạn"),
    (PROVINCE, "Quảng Ninh", "22", 54, Region.NORTH, ""),
    (PROVINCE, "Bắc Ninh", "24", 99, Region.NORTH, "Bắc Giang"),
    (PROVINCE, "Phú Thọ", "25", 148, Region.NORTH, "Vĩnh Phúc, Hòa Bình"),
    (CITY, "Hải Phòng", "31", 114, Region.NORTH, "Hải Dương"),
    (PROVINCE, "Hưng Yên", "33", 104, Region.NORTH, "Thái Bình"),
    (PROVINCE, "Ninh Bình", "37", 129, Region.NORTH, "Hà Nam, Nam Định"),
    (PROVINCE, "Thanh Hóa", "38", 166, Region.NORTH, ""),
    (PROVINCE, "Nghệ An", "40", 130, Region.NORTH, ""),
    (PROVINCE, "Hà Tĩnh", "42", 69, Region.NORTH, ""),
    (PROVINCE, "Quảng Trị", "44", 78, Region.NORTH, "Quảng Bình"),
    (CITY, "Huế", "46", 40, Region.NORTH, ""),
    (CITY, "Đà Nẵng", "48", 94, Region.NORTH, "Quảng Nam"),
    (PROVINCE, "Quảng Ngãi", "51", 96, Region.NORTH, "Kon Tum"),
    (PROVINCE, "Gia Lai", "52", 135, Region.HIGHLAND, "Bình Định"),
    (PROVINCE, "Khánh Hòa", "56", 65, Region.SOUTH, "Ninh Thuận"),
    (PROVINCE, "Đắk Lắk", "66", 102, Region.HIGHLAND, "Phú Yên"),
    (PROVINCE, "Lâm Đồng", "68", 124, Region.HIGHLAND, "Đắk Nông, Bình Thuận"),
    (PROVINCE, "Đồng Nai", "75", 95, Region.SOUTH, "Bình Phước"),
    (CITY, "Hồ Chí Minh", "79", 168, Region.SOUTH, "Bình Dương, Bà Rịa - Vũng Tàu"),
    (PROVINCE, "Tây Ninh", "80", 96, Region.SOUTH, "Long An"),
    (PROVINCE, "Đồng Tháp", "82", 102, Region.SOUTH, "Tiền Giang"),
    (PROVINCE, "Vĩnh Long", "86", 124, Region.SOUTH, "Bến Tre, Trà Vinh"),
    (PROVINCE, "An Giang", "91", 102, Region.SOUTH, "Kiên Giang"),
    (CITY, "Cần Thơ", "92", 103, Region.SOUTH, "Sóc Trăng, Hậu Giang"),
    (PROVINCE, "Cà Mau", "96", 64, Region.SOUTH, "Bạc Liêu"),
)
TEAMS_ELSEWHERE = 94_000 - plan.TEAMS


def elsewhere(teams: int = TEAMS_ELSEWHERE) -> list[Province]:
    """The 33 provinces beside Lạng Sơn; teams in proportion to the communes."""
    shares = shared_out(teams, [fact[3] for fact in _FACTS])
    return [
        Province(kind, name, code, communes, share, region, tuple(filter(None, merged.split(", "))))
        for (kind, name, code, communes, region, merged), share in zip(_FACTS, shares, strict=True)
    ]


def shared_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares in proportion to weights that add up to the total."""
    found, before, passed = [], 0, 0.0
    for weight in weights:
        passed += weight
        until = round(total * passed / sum(weights))
        found.append(until - before)
        before = until
    return found
