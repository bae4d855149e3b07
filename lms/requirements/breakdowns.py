"""The same people seen through other lenses: by duty, topic, post, role, sex, way, year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from courses.queries import latest_published
from lms.core.errors import Missing
from lms.org.queries import stands
from lms.people.models import Membership, Person, PostHeld
from lms.people.words import POSTS, SEXES, TEAM_ROLES
from lms.requirements import duties, rules
from lms.requirements.groups import NONE, Ground, coverage_of_all
from lms.requirements.models import TrainingYear
from lms.requirements.queries import coverages, figures
from lms.requirements.rules import Coverage
from lms.requirements.ways import MODES, Mode, covered, ways
from lms.requirements.words import MODE_WORDS


class Lens(StrEnum):
    """What the lines of a breakdown are."""

    REQUIREMENT = "requirement"
    ROLE = "role"
    POST = "post"
    SEX = "sex"
    TOPIC = "topic"
    MODE = "mode"
    YEAR = "year"


# Lenses whose lines share nobody and leave nobody out: they add up to the unit's total.
PARTS = frozenset({Lens.ROLE, Lens.SEX})
# The ways of learning that do so.
EXCLUSIVE = (
    Mode.ONLY_ONLINE,
    Mode.ONLY_CLASS,
    Mode.ONLY_OUTSIDE,
    Mode.ONLY_PAPER,
    Mode.SEVERAL,
    Mode.NOTHING,
)


@dataclass(frozen=True)
class Line:
    """One line: its words, its figures, and what its names are asked by."""

    title: str
    coverage: Coverage
    asked: Mapping[str, str]


def lines_of(lens: Lens, ground: Ground) -> list[Line]:
    """The lines of a breakdown (of a year: `year_over_year`), judged by the one rule."""
    return _READERS[lens](ground)


def part_of_all(lens: Lens, line: Coverage, total: Coverage) -> Fraction | None:
    """What part of all to be trained covered a topic, of all trained learnt in a way."""
    if lens is Lens.TOPIC:
        return Fraction(line.bound, total.bound) if total.bound else None
    if lens is Lens.MODE:
        return Fraction(line.met, total.met) if total.met else None
    return None


def _by_requirement(ground: Ground) -> list[Line]:
    return [
        Line(one.title, coverage_of_all(replace(ground, duty=one)), {"duty": one.code})
        for one in duties.duties(ground.year, ground.day)
    ]


def _by_role(ground: Ground) -> list[Line]:
    found = _grouped(ground, Membership.role)
    return _lines("role", found, {role.value: words for role, words in TEAM_ROLES.items()})


def _by_sex(ground: Ground) -> list[Line]:
    rows = figures(ground.duty, ground.day, Person.sex).join(
        Person, Person.id == Membership.person_id
    )
    found = coverages(rows.where(ground.condition))
    words = {**{sex.value: words for sex, words in SEXES.items()}, NONE: _("Not recorded")}
    return _lines("sex", {one or NONE: c for one, c in found.items()}, words)


def _by_post(ground: Ground) -> list[Line]:
    """People with several posts stand in several lines."""
    held = (
        select(PostHeld.person_id, PostHeld.post).where(PostHeld.on(ground.day)).distinct()
    ).subquery("held")
    rows = figures(ground.duty, ground.day, held.c.post).outerjoin(
        held, held.c.person_id == Membership.person_id
    )
    found = coverages(rows.where(ground.condition))
    words = {**{post.value: words for post, words in POSTS.items()}, NONE: _("No post")}
    return _lines("post", {one or NONE: c for one, c in found.items()}, words)


def _by_topic(ground: Ground) -> list[Line]:
    """Who has covered each module, in every way; whoever has covered several is in several."""
    pairs = covered(ground.year, ground.day)
    rows = figures(ground.duty, ground.day, pairs.c.topic).join(
        pairs, pairs.c.person_id == Membership.person_id
    )
    found = coverages(rows.where(ground.condition))
    titles = {one.module.code: f"{one.module.code} {one.title}" for one in latest_published()}
    codes = sorted(titles.keys() | found.keys())
    return [
        Line(titles.get(code, code), found.get(code, Coverage()), {"topic": code}) for code in codes
    ]


def _by_mode(ground: Ground) -> list[Line]:
    found = _grouped(ground, ways(ground.year, ground.day))
    return [
        Line(
            str(words),
            rules.total(c for sum_of_ways, c in found.items() if sum_of_ways in MODES[mode]),
            {"mode": mode.value},
        )
        for mode, words in MODE_WORDS.items()
    ]


_READERS: Mapping[Lens, Callable[[Ground], list[Line]]] = {
    Lens.REQUIREMENT: _by_requirement,
    Lens.ROLE: _by_role,
    Lens.POST: _by_post,
    Lens.SEX: _by_sex,
    Lens.TOPIC: _by_topic,
    Lens.MODE: _by_mode,
}


def _grouped(ground: Ground, key: Any) -> dict[Any, Coverage]:
    rows: Select[Any] = figures(ground.duty, ground.day, key)
    return coverages(rows.where(ground.condition))


def _lines(name: str, found: Mapping[Any, Coverage], words: Mapping[str, Any]) -> list[Line]:
    """A line for every value somebody has, in the order of the words."""
    return [
        Line(str(words[value]), found[value], {name: value}) for value in words if value in found
    ]


@dataclass(frozen=True)
class YearLine:
    """One unit in one training year: on the same day of the year, and on its last day."""

    year: TrainingYear
    day: date
    then: Coverage | None
    at_close: Coverage | None


def year_over_year(ground: Ground, today: date) -> list[YearLine]:
    """A unit in every year, the newest first, each by its own rule, roster and map.

    None where the unit was not there on that day, or the day is yet to come.
    """
    return [_year_line(ground, year, today) for year in duties.years()]


def _year_line(ground: Ground, year: TrainingYear, today: date) -> YearLine:
    day = min(
        max(_in_another_year(ground.day, year.year - ground.year.year), year.opens), year.closes
    )
    then = _in_year(ground, year, day, today)
    return YearLine(year, day, then, _in_year(ground, year, year.closes, today))


def _in_another_year(day: date, later: int) -> date:
    """The same day some years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + later)
    except ValueError:
        return day.replace(year=day.year + later, day=28)


def _in_year(ground: Ground, year: TrainingYear, day: date, today: date) -> Coverage | None:
    if day > today or not stands(ground.unit_id, day):
        return None
    try:
        duty = duties.get_duty(year, day, _code_in(ground, year, day))
    except Missing:  # nothing was asked for on that day
        return None
    there = replace(ground, year=year, duty=duty, day=day, map_day=min(ground.map_day, day))
    return coverage_of_all(there)


def _code_in(ground: Ground, year: TrainingYear, day: date) -> str:
    """The same duty when that year has it, else its main one."""
    codes = {one.code for one in duties.duties(year, day)}
    return ground.duty.code if ground.duty.code in codes else ""
