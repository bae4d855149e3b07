"""How large the demo is and how its figures are spread. Everything follows from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

SEED = 20_260_701
TEAMS = 1_646  # Báo Lạng Sơn, October 2024
MAIN_COMMUNE = "06124"  # xã Na Sầm: where the demo accounts live

# size of a team now → how many of a hundred teams; a few are short of the rule of five
TEAM_SIZES = {4: 4, 5: 29, 6: 36, 7: 21, 8: 10}
LEFT_THIS_YEAR = 0.03  # of the members
JOINED_THIS_YEAR = 0.03
WITHOUT_PHONE = 0.07
WITH_SPOUSES_PHONE = 0.03
LEARNT_ONLINE = 0.05


class Scale(StrEnum):
    """How much of the country the demo holds."""

    COMMUNE = "commune"
    PROVINCE = "province"
    NATION = "nation"


@dataclass(frozen=True)
class Elsewhere:
    """A province other than Lạng Sơn: its real name, its communes made up."""

    kind: str
    name: str
    communes: int
    teams: int


# The provinces of 1 July 2025 without Lạng Sơn; communes 3,321 − 65, teams 94,000 − 1,646.
CITIES = ("Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh")
PROVINCES = (
    "Cao Bằng", "Tuyên Quang", "Lào Cai", "Điện Biên", "Lai Châu", "Sơn La", "Thái Nguyên",
    "Phú Thọ", "Bắc Ninh", "Quảng Ninh", "Hưng Yên", "Ninh Bình", "Thanh Hóa", "Nghệ An",
    "Hà Tĩnh", "Quảng Trị", "Quảng Ngãi", "Gia Lai", "Khánh Hòa", "Đắk Lắk", "Lâm Đồng",
    "Đồng Nai", "Tây Ninh", "Vĩnh Long", "Đồng Tháp", "Cà Mau", "An Giang",
)  # fmt: skip
COMMUNES_ELSEWHERE = 3_321 - 65
TEAMS_ELSEWHERE = 94_000 - TEAMS


def elsewhere() -> list[Elsewhere]:
    """The other 33 provinces, communes and teams shared out evenly to the last one."""
    names = [("Thành phố", name) for name in CITIES] + [("Tỉnh", name) for name in PROVINCES]
    communes = _shares(COMMUNES_ELSEWHERE, len(names))
    teams = _shares(TEAMS_ELSEWHERE, len(names))
    return [
        Elsewhere(kind, name, c, t)
        for (kind, name), c, t in zip(names, communes, teams, strict=True)
    ]


def _shares(total: int, parts: int) -> list[int]:
    return [total // parts + (place < total % parts) for place in range(parts)]
