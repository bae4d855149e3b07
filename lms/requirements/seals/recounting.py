"""Recounts every figure of a package from its roster, evidence and rules alone. Pure.

An independent witness: it shares `rules.tally` and `rules.state` with the product, which are the
definition itself, and nothing of the SQL that the product's figures came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from lms.requirements.rules import Coverage, Evidence, Facts, Rule, State, coverage_of, state, tally
from lms.requirements.seals.lines import (
    CoverageLine,
    DispensationLine,
    PersonLine,
    ResultLine,
)
from lms.requirements.seals.package import Contents

EVERYBODY, COMMUNE, TEAM = "all", "commune", "team"


def results(contents: Contents) -> list[ResultLine]:
    """Where everybody on the roster stands under each requirement in force."""
    day = date.fromisoformat(contents.year["closes"])
    done: dict[int, list[Evidence]] = {}
    for line in contents.evidence:
        done.setdefault(line.ref, []).append(line.evidence)
    found = []
    for code, rule in contents.rules().items():
        freed, longer = _dispensed(contents.dispensations, code, day)
        for one in contents.people:
            if one.on_roster:
                what = tally(done.get(one.ref, ()), rule)
                facts = Facts(
                    in_audience=_in_audience(one, rule),
                    in_time=one.on_roster_since is not None
                    and one.on_roster_since < rule.joined_before,
                    exempt=one.ref in freed,
                    met=what.met_on is not None and what.met_on <= day,
                    absent=bool(one.absent),
                    late=longer.get(one.ref, rule.due) < day,
                    begun=what.begun_on is not None and what.begun_on <= day,
                )
                found.append(ResultLine.of(code, one.ref, state(facts), what))
    return found


def _dispensed(
    lines: Iterable[DispensationLine], code: str, day: date
) -> tuple[set[int], dict[int, date]]:
    """Who is exempt on a day, and whose last day was moved to when."""
    freed: set[int] = set()
    longer: dict[int, date] = {}
    for line in lines:
        if line.requirement != code:
            continue
        if line.kind == "extension" and line.until is not None:
            longer[line.ref] = max(line.until, longer.get(line.ref, line.until))
        elif line.since <= day and (line.until is None or line.until >= day):
            freed.add(line.ref)
    return freed, longer


def _in_audience(one: PersonLine, rule: Rule) -> bool:
    return (
        (not rule.roles or one.role in rule.roles)
        and (not rule.posts or bool(set(rule.posts) & set(one.posts)))
        and (not rule.units or bool(set(rule.units) & set(one.units)))
    )


def coverage(contents: Contents, lines: Iterable[ResultLine]) -> list[CoverageLine]:
    """The figures of everybody, each commune and each team, added up from result lines."""
    people = {one.ref: one for one in contents.people}
    groups: dict[tuple[str, str, str, int | None, str], list[ResultLine]] = {}
    for line in lines:
        one = people[line.ref]
        for where in _places(contents.year, one):
            groups.setdefault((line.requirement, *where), []).append(line)
    found = [CoverageLine.of(where, _sum(some)) for where, some in groups.items()]
    return in_order(found, list(contents.rules()))


def in_order(lines: Iterable[CoverageLine], requirements: Sequence[str]) -> list[CoverageLine]:
    """Figures by requirement, then everybody, communes by code, teams by number."""

    def place(line: CoverageLine) -> tuple[int, str, str, str, int]:
        where = line.level, line.commune_code, line.name if line.level == COMMUNE else ""
        return requirements.index(line.requirement), *where, line.team_ref or 0

    return sorted(lines, key=place)


def _places(
    year: Mapping[str, str], one: PersonLine
) -> tuple[tuple[str, str, int | None, str], ...]:
    return (
        (EVERYBODY, "", None, year["unit"]),
        (COMMUNE, one.commune_code, None, one.commune),
        (TEAM, one.commune_code, one.team_ref, one.team),
    )


def _sum(lines: Iterable[ResultLine]) -> Coverage:
    return coverage_of((State(line.state), line.tally) for line in lines)
