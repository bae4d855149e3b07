"""What a line of the outreach log may say, what to ask again, the months of a year. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise
from uuid import UUID

from lms.core.codes import ALPHABET, RANDOM_LETTERS, code_of, typed_code
from lms.core.report_days import report_days

PLACE_LETTERS, NOTE_LETTERS = 120, 300
MOST = 500  # of anything in one visit; more is a slip of the finger
# What a team of six can do on one day: asked again above it. 40 households are five minutes each.
PLAUSIBLE = {"households": 40, "products": 20, "accounts": 30}
LATE_MONTH = 1  # in January, December's paper still comes in
NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ .\-]?\d){8,}")
ADDRESSES = frozenset({"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "em", "cháu"})


@dataclass(frozen=True)
class Line:
    """One visit as somebody tells it."""

    visited_on: date
    place: str
    topic: str
    households: int
    products: int = 0
    accounts: int = 0
    note: str = ""
    paper_code: str = ""


@dataclass(frozen=True)
class Figures:
    """Sums of visits. Households, products and accounts are counted each time: never distinct."""

    visits: int = 0
    households: int = 0
    products: int = 0
    accounts: int = 0

    def __add__(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __sub__(self, other: Figures) -> Figures:
        """How much more (or less)."""
        return Figures(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))


class Fault(StrEnum):
    """Why a line cannot be kept."""

    FUTURE = "future"
    TOO_EARLY = "too_early"
    NO_HOUSEHOLD = "no_household"
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"
    PRIVATE_NUMBER = "private_number"
    OTHER_PAGE = "other_page"


class Doubt(StrEnum):
    """What is asked once before a line is kept."""

    HOUSEHOLDS = "households"
    PRODUCTS = "products"
    ACCOUNTS = "accounts"
    NAME = "name"
    ALIKE = "alike"


def first_day(today: date) -> date:
    """The first day that may still be entered: of this year, in January of December too."""
    month = 0 if today.month == LATE_MONTH else 1
    return report_days(today.year, month, 1, decree=False)[0]


def faults(line: Line, team_id: UUID, *, earliest: date, today: date) -> list[tuple[str, Fault]]:
    """What is wrong with a line: (field, fault)."""
    found = []
    if not earliest <= line.visited_on <= today:
        fault = Fault.FUTURE if line.visited_on > today else Fault.TOO_EARLY
        found.append(("visited_on", fault))
    if line.households < 1:
        found.append(("households", Fault.NO_HOUSEHOLD))
    found += [(name, Fault.TOO_MANY) for name in PLAUSIBLE if not 0 <= getattr(line, name) <= MOST]
    for name, most in (("place", PLACE_LETTERS), ("note", NOTE_LETTERS)):
        if len(getattr(line, name)) > most:
            found.append((name, Fault.TOO_LONG))
        if has_private_number(getattr(line, name)):
            found.append((name, Fault.PRIVATE_NUMBER))
    if line.paper_code and line.paper_code != page_code(team_id, line.visited_on):
        found.append(("paper_code", Fault.OTHER_PAGE))
    return found


def doubts(line: Line, *, alike: bool) -> list[Doubt]:
    """What to ask once; `alike`: such a line of that team and day is there already."""
    found = [Doubt(name) for name, most in PLAUSIBLE.items() if getattr(line, name) > most]
    if has_name(line.note) or has_name(line.place):
        found.append(Doubt.NAME)
    return found + ([Doubt.ALIKE] if alike else [])


def has_private_number(text: str) -> bool:
    """Whether a text has what looks like a phone number or the number of an identity card."""
    return any(_is_private(match[0]) for match in NUMBER.finditer(text))


def _is_private(text: str) -> bool:
    digits = "".join(c for c in text if c.isdigit())
    if text.startswith(("0", "+84", "84")) and len(digits) in {9, 10, 11}:
        return True
    return len(digits) == 12 or (len(digits) == 9 and text.isdigit())


def has_name(text: str) -> bool:
    """Whether a text seems to name a person: `bà Hoa`."""
    words = text.split()
    return any(one.lower() in ADDRESSES and two[0].isupper() for one, two in pairwise(words))


def page_code(team_id: UUID, day: date) -> str:
    """The code printed on a team's page of a month: who keys it in sees a wrong page at once."""
    digest = sha256(f"{team_id}:{day:%Y-%m}".encode()).digest()
    return code_of("".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:RANDOM_LETTERS]))


def read_page_code(text: str) -> str:
    """A code as typed from paper."""
    return typed_code(text)
