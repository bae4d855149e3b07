"""Pure definitions of a duty: one, for page, export, command, check and seal.

A rule says whom it binds, what satisfies it and until when. `tally` finds the days on which a
person's evidence began and met it; `state` says from dated facts where the person stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any


class EvidenceKind(StrEnum):
    """What can count towards a duty."""

    CLASS = "class"
    MODULE = "module"
    OUTSIDE = "outside"


@dataclass(frozen=True, order=True)
class Evidence:
    """One thing a person did: the day, how long it took, the topics (module codes) it covered.

    A module passed online has no minutes: hours are counted in classes and outside learning.
    """

    on: date
    kind: EvidenceKind
    minutes: int = 0
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """What a requirement asks, as dated data.

    Binds people with one of `roles`, one of `posts`, in one of `units` (empty: everybody) who
    joined before `joined_before`, until `due`. Met by `classes` classes of at least
    `class_minutes`, by `modules` modules (of `listed`; empty: any), by either or both
    (`both_ways`); the topics in `compulsory` must be covered in any case. Up to `outside_cap`
    recognised outside courses stand in: for a module when they name its topic, else for a class.
    A way that needs 0 is closed.
    """

    due: date
    joined_before: date
    classes: int = 1
    class_minutes: int = 0
    modules: int = 1
    listed: tuple[str, ...] = ()
    both_ways: bool = False
    compulsory: tuple[str, ...] = ()
    outside_cap: int = 0
    roles: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    in_force: bool = True

    @property
    def asks_nothing(self) -> bool:
        """Whether no class, module or topic is asked for."""
        return not (self.classes or self.modules or self.compulsory)


def rule_data(rule: Rule) -> dict[str, Any]:
    """The rule as plain data, for the database and the sealed package."""
    plain: dict[str, Any] = {}
    for one in fields(rule):
        value = getattr(rule, one.name)
        if isinstance(value, date):
            value = value.isoformat()
        plain[one.name] = list(value) if isinstance(value, tuple) else value
    return plain


def read_rule(data: Mapping[str, Any]) -> Rule:
    """The rule that plain data says. Raises TypeError, ValueError or KeyError for nonsense."""
    read: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in data.items()
    }
    for name in ("due", "joined_before"):
        read[name] = date.fromisoformat(read[name])
    return Rule(**read)


class Flaw(StrEnum):
    """Why a rule makes no sense."""

    ASKS_NOTHING = "asks_nothing"
    TOO_FEW_LISTED = "too_few_listed"


def flaw_of(rule: Rule) -> Flaw | None:
    """What is wrong with a rule, if anything."""
    if rule.asks_nothing:
        return Flaw.ASKS_NOTHING
    if rule.listed and len(rule.listed) < rule.modules:
        return Flaw.TOO_FEW_LISTED
    return None


@dataclass(frozen=True)
class Tally:
    """What a person did in a year, and the days on which it began to count and was enough."""

    attendances: int = 0
    completions: int = 0
    recognised: int = 0
    minutes: int = 0
    begun_on: date | None = None
    met_on: date | None = None


def tally(evidence: Iterable[Evidence], rule: Rule) -> Tally:
    """Count what was done and find the days on which it began and met the rule."""
    return _tally(tuple(sorted(evidence)), rule)


@lru_cache(maxsize=65_536)  # a class of 800 gives 800 people the same evidence
def _tally(evidence: tuple[Evidence, ...], rule: Rule) -> Tally:
    counts = {kind: sum(one.kind is kind for one in evidence) for kind in EvidenceKind}
    counted = _within_cap(evidence, rule.outside_cap)
    classes, modules = _counting(counted, rule)
    topics = {code: _first(counted, code) for code in rule.compulsory}
    begun = [*classes, *modules, *(on for on in topics.values() if on is not None)]
    return Tally(
        counts[EvidenceKind.CLASS],
        counts[EvidenceKind.MODULE],
        counts[EvidenceKind.OUTSIDE],
        sum(one.minutes for one in evidence),
        min(begun, default=None),
        _met_on(classes, modules, list(topics.values()), rule),
    )


def _within_cap(evidence: Sequence[Evidence], cap: int) -> list[Evidence]:
    """All evidence, but of outside courses only the first `cap`."""
    outside = [one for one in evidence if one.kind is EvidenceKind.OUTSIDE]
    return [one for one in evidence if one not in outside[cap:]]


def _counting(evidence: Sequence[Evidence], rule: Rule) -> tuple[list[date], list[date]]:
    """The days, in order, of all that counts as a class and as a module of an open way."""
    classes, modules = [], []
    for one in evidence:
        as_module = one.kind is EvidenceKind.MODULE or (
            one.kind is EvidenceKind.OUTSIDE and bool(one.topics)
        )
        if as_module:
            if rule.modules and (not rule.listed or set(rule.listed) & set(one.topics)):
                modules.append(one.on)
        elif rule.classes and one.minutes >= rule.class_minutes:
            classes.append(one.on)
    return classes, modules


def _first(evidence: Sequence[Evidence], code: str) -> date | None:
    return next((one.on for one in evidence if code in one.topics), None)


def _met_on(
    classes: list[date], modules: list[date], topics: list[date | None], rule: Rule
) -> date | None:
    """The day on which the ways (either, or both) and every compulsory topic were done."""
    ways = [
        days[needed - 1] if len(days) >= needed else None
        for days, needed in ((classes, rule.classes), (modules, rule.modules))
        if needed
    ]
    if not rule.both_ways and ways:
        ways = [min((day for day in ways if day is not None), default=None)]
    wanted = [*ways, *topics]
    days = [day for day in wanted if day is not None]
    return max(days) if days and len(days) == len(wanted) else None


def still_asked(evidence: Iterable[Evidence], rule: Rule) -> Rule:
    """What a rule still asks of somebody: the same rule, what was done taken off.

    It asks for nothing (`asks_nothing`) exactly when `tally` finds a day on which it was met.
    """
    counted = _within_cap(sorted(evidence), rule.outside_cap)
    classes, modules = _counting(counted, rule)
    left = [max(0, rule.classes - len(classes)), max(0, rule.modules - len(modules))]
    open_ways = [n for n, needed in zip(left, (rule.classes, rule.modules), strict=True) if needed]
    if not rule.both_ways and 0 in open_ways:
        left = [0, 0]
    topics = tuple(code for code in rule.compulsory if _first(counted, code) is None)
    return replace(rule, classes=left[0], modules=left[1], compulsory=topics)


class State(StrEnum):
    """Where a person on the roster stands: everybody is in exactly one."""

    MET = "met"
    ON_THE_WAY = "on_the_way"
    DUE = "due"
    OVERDUE = "overdue"
    UNREACHABLE = "unreachable"
    EXEMPT = "exempt"
    NOT_BOUND = "not_bound"


@dataclass(frozen=True)
class Facts:
    """What is known of somebody on the roster on a day."""

    in_audience: bool = True
    in_time: bool = True
    exempt: bool = False
    met: bool = False
    absent: bool = False
    late: bool = False
    begun: bool = False


def state(facts: Facts) -> State:
    """The standing of somebody on the roster; the one definition.

    Whoever joined too late is bound next year, and is counted apart this year even when already
    trained, as is whoever is exempt: neither may spoil or polish the figure. Whoever cannot be
    reached stays in the denominator.
    """
    if not (facts.in_audience and facts.in_time):
        return State.NOT_BOUND
    if facts.exempt:
        return State.EXEMPT
    if facts.met:
        return State.MET
    if facts.absent:
        return State.UNREACHABLE
    if facts.late:
        return State.OVERDUE
    return State.ON_THE_WAY if facts.begun else State.DUE


@dataclass(frozen=True)
class Coverage:
    """How far some people are, and what they did; every person is in exactly one state."""

    met: int = 0
    on_the_way: int = 0
    due: int = 0
    overdue: int = 0
    unreachable: int = 0
    exempt: int = 0
    not_bound: int = 0
    attendances: int = 0
    completions: int = 0
    recognised: int = 0
    minutes: int = 0

    @property
    def members(self) -> int:
        """Everybody on the roster."""
        return self.bound + self.exempt + self.not_bound

    @property
    def bound(self) -> int:
        """The denominator: everybody the duty binds."""
        return self.met + self.to_reach

    @property
    def to_reach(self) -> int:
        """Bound and not yet trained, reachable at present or not."""
        return self.on_the_way + self.due + self.overdue + self.unreachable

    @property
    def rate(self) -> Fraction | None:
        """Met ÷ bound; None when the duty binds nobody."""
        return Fraction(self.met, self.bound) if self.bound else None

    @property
    def hours(self) -> int:
        """Person-hours in classes and outside courses, whole ones."""
        return self.minutes // 60

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(*(getattr(self, n) + getattr(other, n) for n in NUMBERS))


NUMBERS = tuple(one.name for one in fields(Coverage))


@dataclass
class Counter:
    """Adds up groups of people alike."""

    numbers: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NUMBERS, 0))

    def add(self, one: State, people: int, done: Sequence[int]) -> None:
        """Add people in a state and the sums of what they did, in the order of NUMBERS."""
        self.numbers[one.value] += people
        for name, number in zip(NUMBERS[7:], done, strict=True):
            self.numbers[name] += number

    @property
    def coverage(self) -> Coverage:
        """What has been added up."""
        return Coverage(**self.numbers)


def coverage_of(people: Iterable[tuple[State, Tally]]) -> Coverage:
    """The coverage of people one by one."""
    counter = Counter()
    for one, t in people:
        counter.add(one, 1, (t.attendances, t.completions, t.recognised, t.minutes))
    return counter.coverage


def total(parts: Iterable[Coverage]) -> Coverage:
    """The sum of parts that share nobody."""
    return sum(parts, Coverage())


Bounds = Callable[[int], tuple[date, date]]


def calendar_year(year: int) -> tuple[date, date]:
    """First and last day of a year that follows the calendar."""
    return date(year, 1, 1), date(year, 12, 31)


def decree_year(year: int) -> tuple[date, date]:
    """First and last day of a year of report: 15/12 to 14/12 (NĐ 09/2019/NĐ-CP, điều 12)."""
    return date(year - 1, 12, 15), date(year, 12, 14)
