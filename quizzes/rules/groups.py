"""How people sat a test, as statistics split them. Pure."""

from enum import StrEnum


class Group(StrEnum):
    """Alone on a phone, helped by somebody, on paper, asked aloud."""

    ALONE = "alone"
    ASSISTED = "assisted"
    PAPER = "paper"
    ORAL = "oral"
