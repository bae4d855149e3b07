"""Who on a list gets a certificate, and what to look at before it is printed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from certificates.batch_models import Exclusion


class Fault(StrEnum):
    """What is missing or strange in what would be printed."""

    NO_TEAM = "no-team"
    NO_BIRTH_YEAR = "no-birth-year"
    CAPITALS = "capitals"
    LOWER_CASE = "lower-case"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Facts:
    """What is known of somebody on a list. `name_is_right` None: nobody has said anything."""

    name: str
    birth_year: int | None
    team: str
    name_is_right: bool | None
    is_gone: bool
    has_one: bool
    has_earned: bool


def exclusion(facts: Facts, *, waits_for_name: bool, left_out: bool) -> Exclusion | None:
    """Why somebody gets none; None: they get one. What cannot be mended comes first."""
    asked: Sequence[tuple[bool, Exclusion]] = (
        (facts.is_gone, Exclusion.GONE),
        (facts.has_one, Exclusion.HAS_ONE),
        (left_out, Exclusion.LEFT_OUT),
        (not facts.has_earned, Exclusion.NOT_EARNED),
        (facts.name_is_right is False, Exclusion.NAME_WRONG),
        (waits_for_name and facts.name_is_right is None, Exclusion.NAME_UNCONFIRMED),
    )
    return next((why for holds, why in asked if holds), None)


def faults(facts: Facts) -> list[Fault]:
    """What somebody should look at; nothing of it stands in the way of a certificate."""
    letters = "".join(facts.name.split())
    asked = (
        (not facts.team, Fault.NO_TEAM),
        (facts.birth_year is None, Fault.NO_BIRTH_YEAR),
        (letters.isupper(), Fault.CAPITALS),
        (any(word[:1].islower() for word in facts.name.split()), Fault.LOWER_CASE),
        (facts.name_is_right is None, Fault.UNCONFIRMED),
    )
    return [fault for holds, fault in asked if holds]
