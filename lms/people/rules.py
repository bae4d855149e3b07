"""Pure decisions about people: slowing sign-ins, phones, how a team must be made up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import combinations
from uuid import UUID

import phonenumbers

FREE_TRIES = 5
WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


def wait_before_next_try(failures: Sequence[datetime], at: datetime) -> timedelta:
    """How long to wait before a name may be tried again; zero when it may be now.

    Five wrong tries within 15 minutes are free; then 30 s after the last one, doubling with each
    further one up to 15 minutes. Slows a guesser, never locks a person out for good.
    """
    recent = [failure for failure in failures if at - failure < WINDOW]
    extra = len(recent) - FREE_TRIES
    if extra < 0:
        return timedelta()
    pause = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(extra, 10)))
    return max(timedelta(), max(recent) + pause - at)


def phone_of(text: str) -> str | None:
    """A phone in E.164 (`+84912345678`), or None when the text is no Vietnamese phone.

    Takes 0…, 84…, +84…, spaces, dots and dashes, and the nine digits left when a spreadsheet
    ate the zero.
    """
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 9 and not text.strip().startswith(("0", "+")):
        digits = "0" + digits
    try:
        number = phonenumbers.parse(
            digits.removeprefix("84") if _has_country(digits) else digits, "VN"
        )
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_country(digits: str) -> bool:
    return digits.startswith("84") and len(digits) == 11


PIN_LENGTH = 6
UPWARDS = "01234567890"
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no 0 O 1 I L: they are mistaken for each other


class Weakness(StrEnum):
    """Why a PIN or password would be guessed."""

    SHORT = "short"
    ONE_DIGIT = "one_digit"
    IN_A_ROW = "in_a_row"
    BIRTH_YEAR = "birth_year"


def weakness_of(secret: str, birth_year: int | None = None) -> Weakness | None:
    """What is wrong with a PIN (6 digits) or password (6 letters or more), if anything."""
    if len(secret) < PIN_LENGTH:
        return Weakness.SHORT
    if len(set(secret)) == 1:
        return Weakness.ONE_DIGIT
    if secret in UPWARDS or secret in UPWARDS[::-1]:
        return Weakness.IN_A_ROW
    if birth_year is not None and str(birth_year) in secret:
        return Weakness.BIRTH_YEAR
    return None


def read_code(typed: str) -> str:
    """A code as it was made: capitals, without the spaces and dashes people add."""
    return "".join(c for c in typed.upper() if c in CODE_LETTERS)


def shown_code(code: str) -> str:
    """A code as it is printed: `ABCDE-FGHJK`."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


# What a browser says of itself → what people call it; the first that fits counts.
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
BROWSERS = {
    "Zalo": "Zalo",
    "Edg/": "Edge",
    "coc_coc": "Cốc Cốc",
    "SamsungBrowser": "Samsung",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}


def device_name(agent: str) -> str:
    """`Mozilla/5.0 (Linux; Android 10; …) … Chrome/120…` → `Chrome, Android`; empty stays empty."""
    found = [
        next((name for sign, name in table.items() if sign in agent), "")
        for table in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(name for name in found if name) or agent[:40]


class Breach(StrEnum):
    """A way in which a team is not made up as the rule asks."""

    TOO_FEW = "too_few"
    NO_LEADER = "no_leader"
    SEVERAL_LEADERS = "several_leaders"
    LEADER_POST = "leader_post"
    NO_DEPUTY = "no_deputy"
    DEPUTY_POST = "deputy_post"


@dataclass(frozen=True)
class Spell:
    """A role in a team or a post (`what`) that a person held for a while."""

    person_id: UUID
    what: str
    since: date
    until: date | None

    def on(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Composition:
    """What a rule asks of a team. Empty posts ask for none."""

    least_members: int
    leader_posts: frozenset[str]
    deputy_posts: frozenset[str]
    since: date


def breaches(
    seats: Sequence[Spell], posts: Iterable[Spell], rule: Composition, day: date
) -> frozenset[Breach]:
    """How a team fell short of a rule on a day. `seats` are its roles, `posts` its people's posts.

    Source: công văn 793/BTTTT-THH (5/3/2022) and the practice of Lạng Sơn (domain.md §1.1): at
    least five members, the village head leads, the youth secretary is a deputy.
    """
    here = [seat for seat in seats if seat.on(day)]
    held: dict[UUID, set[str]] = {}
    for post in posts:
        if post.on(day):
            held.setdefault(post.person_id, set()).add(post.what)
    leaders = [seat.person_id for seat in here if seat.what == "leader"]
    deputies = [seat.person_id for seat in here if seat.what == "deputy"]
    found = {Breach.TOO_FEW} if len(here) < rule.least_members else set()
    if len(leaders) > 1:
        found.add(Breach.SEVERAL_LEADERS)
    found |= _unfit(leaders, held, rule.leader_posts, Breach.NO_LEADER, Breach.LEADER_POST)
    found |= _unfit(deputies, held, rule.deputy_posts, Breach.NO_DEPUTY, Breach.DEPUTY_POST)
    return frozenset(found)


def _unfit(
    people: Sequence[UUID],
    held: dict[UUID, set[str]],
    wanted: frozenset[str],
    nobody: Breach,
    no_post: Breach,
) -> set[Breach]:
    if not people:
        return {nobody}
    fits = not wanted or any(held.get(person, set()) & wanted for person in people)
    return set() if fits else {no_post}


def breached_since(
    seats: Sequence[Spell], posts: Sequence[Spell], rule: Composition, day: date
) -> dict[Breach, date]:
    """Each breach of a day → since when it has lasted unbroken, not before the rule began."""
    open_since = dict.fromkeys(breaches(seats, posts, rule, day), day)
    lasting = set(open_since)
    for turn in sorted(_turns(seats, posts, rule.since, day), reverse=True):
        lasting &= breaches(seats, posts, rule, turn)
        if not lasting:
            break
        open_since.update(dict.fromkeys(lasting, turn))
    return open_since


def _turns(seats: Sequence[Spell], posts: Sequence[Spell], first: date, last: date) -> set[date]:
    """The days on which anything changed, the rule's first day included."""
    days = {day for one in (*seats, *posts) for day in (one.since, one.until) if day is not None}
    return {day for day in days if first <= day <= last} | ({first} if first <= last else set())


class Likeness(StrEnum):
    """Why two entries may be one person."""

    NAME = "name"
    BIRTH_YEAR = "birth_year"
    PHONE = "phone"
    TEAM = "team"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Entry:
    """What an entry of the roster is compared by; `folded` is the name without marks."""

    id: UUID
    folded: str
    birth_year: int | None
    phone: str
    team_id: UUID
    commune_id: UUID | None


def likeness(one: Entry, other: Entry) -> frozenset[Likeness]:
    """Why two entries may be one person; empty when nothing says so or something speaks against.

    Two different birth years are two people: namesakes are common, spouses share a phone. Without
    a shared phone or team, a common name needs the same known birth year and the same commune.
    """
    years = {one.birth_year, other.birth_year} - {None}
    if len(years) > 1:
        return frozenset()
    found = set()
    if one.folded == other.folded:
        found.add(Likeness.NAME)
    if one.birth_year is not None and one.birth_year == other.birth_year:
        found.add(Likeness.BIRTH_YEAR)
    if one.phone and one.phone == other.phone:
        found.add(Likeness.PHONE)
    if one.team_id == other.team_id:
        found.add(Likeness.TEAM)
    if one.commune_id is not None and one.commune_id == other.commune_id:
        found.add(Likeness.COMMUNE)
    return frozenset(found) if _is_enough(one, other, found) else frozenset()


def _is_enough(one: Entry, other: Entry, found: set[Likeness]) -> bool:
    if Likeness.NAME in found:
        close = found & {Likeness.PHONE, Likeness.TEAM}
        return bool(close) or {Likeness.BIRTH_YEAR, Likeness.COMMUNE} <= found
    same_given = one.folded.split()[-1:] == other.folded.split()[-1:]
    return same_given and {Likeness.PHONE, Likeness.BIRTH_YEAR} <= found


def likely_pairs(entries: Sequence[Entry]) -> list[tuple[Entry, Entry, frozenset[Likeness]]]:
    """Every pair worth a look, those with most reasons first."""
    alike: dict[tuple[str, object], list[Entry]] = {}
    for entry in entries:
        alike.setdefault(("name", entry.folded), []).append(entry)
        if entry.phone:
            alike.setdefault(("phone", entry.phone), []).append(entry)
    found: dict[frozenset[UUID], tuple[Entry, Entry, frozenset[Likeness]]] = {}
    for group in alike.values():
        for one, other in combinations(group, 2):
            reasons = likeness(one, other)
            if reasons:
                found[frozenset((one.id, other.id))] = (one, other, reasons)
    return sorted(found.values(), key=lambda pair: (-len(pair[2]), pair[0].folded))
