"""The Monday digests of leaders and communes: counts only, names stay behind the sign-in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.i18n import day as words_of_day
from lms.core.i18n import number
from lms.core.pages import path_of
from lms.notifications import queries
from lms.notifications.halls import Hall
from lms.notifications.queries import Seated, Units
from lms.notifications.rules import OPEN, Kind, Occasion
from lms.org.queries import get_unit
from lms.people.models import TeamRole
from lms.requirements.models import TrainingYear
from lms.requirements.rules import State

MOST_TEAMS, MOST_CLASSES = 10, 3
Digest = tuple[UUID, UUID, Occasion]


def for_leaders(
    year: TrainingYear, day: date, rows: Sequence[Seated], coming: Sequence[Hall]
) -> Iterator[Digest]:
    """(leader, village, digest) for every team with somebody still to reach."""
    teams = states_by_team(rows)
    leaders = [row for row in rows if row.role is TeamRole.LEADER and still(teams[row.team_id])]
    names = queries.team_names([row.team_id for row in leaders])
    near = [(hall, queries.below(hall.unit_id, day)) for hall in coming]
    for row in leaders:
        classes = [hall for hall, units in near if row.unit_id in units and hall.free != 0]
        yield (
            row.person_id,
            row.unit_id,
            team_occasion(year, row.team_id, names[row.team_id], teams[row.team_id], classes),
        )


def team_occasion(
    year: TrainingYear,
    team_id: UUID,
    name: str,
    states: Counter[State],
    classes: Sequence[Hall],
) -> Occasion:
    """What a leader is told of the team."""
    facts: dict[str, str | int] = {
        "team": name,
        "still": still(states),
        "overdue": states[State.OVERDUE],
        "away": states[State.UNREACHABLE],
        "classes": "; ".join(class_words(hall) for hall in classes[:MOST_CLASSES]),
    }
    return Occasion(Kind.TEAM, facts, path_of("requirements.team", year=year.year, team_id=team_id))


def for_communes(
    year: TrainingYear, day: date, rows: Sequence[Seated], units: Units
) -> Iterator[Digest]:
    """(officer, commune, digest) for everybody who keeps a commune."""
    officers = queries.commune_officers(day, units)
    if not officers:
        return
    waiting = queries.undecided(day, units)
    names = queries.team_names(list({row.team_id for row in rows}))
    for officer_id, commune_id in officers:
        inside = queries.below(commune_id, day)
        here = [row for row in rows if row.unit_id in inside]
        cases = sum(n for unit_id, n in waiting.items() if unit_id in inside)
        if here:
            yield (
                officer_id,
                commune_id,
                commune_occasion(
                    year, get_unit(commune_id, day).title, commune_id, here, names, cases
                ),
            )


def commune_occasion(
    year: TrainingYear,
    title: str,
    commune_id: UUID,
    rows: Sequence[Seated],
    names: dict[UUID, str],
    cases: int,
) -> Occasion:
    """What a commune's officer is told."""
    states = Counter(row.state for row in rows)
    bound = sum(states.values()) - states[State.EXEMPT] - states[State.NOT_BOUND]
    facts: dict[str, str | int] = {
        "unit": title,
        "met": states[State.MET],
        "bound": bound,
        "still": still(states),
        "overdue": states[State.OVERDUE],
        "away": states[State.UNREACHABLE],
        "teams": _team_lines(rows, names),
        "cases": cases,
    }
    path = path_of("requirements.coverage", year=year.year, unit=commune_id)
    return Occasion(Kind.COMMUNE, facts, path)


def states_by_team(rows: Sequence[Seated]) -> dict[UUID, Counter[State]]:
    """Team → how many of its people are in each state."""
    found: dict[UUID, Counter[State]] = {}
    for row in rows:
        found.setdefault(row.team_id, Counter())[row.state] += 1
    return found


def still(states: Counter[State]) -> int:
    """How many are still to be trained and can be reached."""
    return sum(states[state] for state in OPEN)


def _team_lines(rows: Sequence[Seated], names: dict[UUID, str]) -> str:
    """The teams with the most people still to reach, a line each."""
    left = {names[team]: still(states) for team, states in states_by_team(rows).items()}
    teams = sorted((team for team in left.items() if team[1]), key=lambda one: (-one[1], one[0]))
    lines = [
        f"- {name}: " + ngettext("%(num)s person", "%(num)s people", people)
        for name, people in teams[:MOST_TEAMS]
    ]
    if len(teams) > MOST_TEAMS:
        lines.append("- " + _("and %(n)s more teams", n=number(len(teams) - MOST_TEAMS)))
    return "\n".join(lines)


def class_words(hall: Hall) -> str:
    """`30/11/2026, Nhà văn hóa (còn 12 chỗ)`."""
    words = f"{words_of_day(hall.training_class.held_on)}, {hall.place}"
    if hall.free is None:
        return words
    seats = ngettext("%(num)s free seat", "%(num)s free seats", hall.free)
    return f"{words} ({seats})"
