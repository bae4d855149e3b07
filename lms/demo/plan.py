"""How large the demo is and how its figures are spread. Everything follows from one seed."""

from __future__ import annotations

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
