"""What the catalogue shows of all modules: those that fit the filters and the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from courses.facets import Facts, State, Traits, counts, fits, traits
from courses.queries import Standing, catalogue
from courses.rules import Stage
from courses.search.queries import Hit, search
from courses.search.rules import Wanted, wanted
from courses.words import FACETS
from lms.core.clock import local_day

STATES = {
    Stage.NEW: State.NOT_BEGUN,
    Stage.READING: State.UNDER_WAY,
    Stage.QUIZ: State.UNDER_WAY,
    Stage.DONE: State.DONE,
}


@dataclass(frozen=True)
class Shown:
    """Modules and lessons that fit, and how many would fit with other filters."""

    standings: Sequence[Standing]
    lessons: Sequence[Hit]
    chosen: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]
    query: Wanted
    enrolled: frozenset[UUID]


def chosen_of(asked: Mapping[str, str]) -> dict[str, str]:
    """The filters an address names; nonsense is left out."""
    return {name: asked[name] for name, known in FACETS.items() if asked.get(name) in known}


def shown(person_id: UUID, asked: Mapping[str, str], at: datetime) -> Shown:
    """The catalogue of a person as an address asks for it: filters, and `q` to search."""
    standings = catalogue(person_id, local_day(at).year)
    enrolled = frozenset(one.version.id for one in standings if one.enrolment is not None)
    query, chosen = wanted(asked.get("q", "")[:80]), chosen_of(asked)
    hits = search(query, [one.version for one in standings])
    if query:
        standings = _hit(standings, hits)
    known = [(one, _traits(one, at)) for one in standings]
    fitting = [one for one, its in known if fits(its, chosen)]
    versions = {one.version.id for one in fitting}
    return Shown(
        standings=[one for one in fitting if not query or _is_hit_itself(one, hits)],
        lessons=[hit for hit in hits if hit.lesson is not None and hit.version.id in versions],
        chosen=chosen,
        counts=counts([its for _one, its in known], chosen, FACETS),
        query=query,
        enrolled=enrolled,
    )


def _hit(standings: Sequence[Standing], hits: Sequence[Hit]) -> list[Standing]:
    """The modules found, the best first; also those of which only a lesson was."""
    places = {hit.version.id: -place for place, hit in enumerate(reversed(hits))}
    found = [one for one in standings if one.version.id in places]
    return sorted(found, key=lambda one: places[one.version.id])


def _is_hit_itself(one: Standing, hits: Sequence[Hit]) -> bool:
    return any(hit.lesson is None and hit.version.id == one.version.id for hit in hits)


def _traits(one: Standing, at: datetime) -> Traits:
    publication = one.version.publication
    return traits(
        Facts(
            topic=one.version.module.topic,
            minutes=one.version.minutes,
            is_compulsory=one.version.module.compulsory,
            published_at=publication.published_at if publication else None,
            state=STATES[one.progress.stage],
        ),
        at,
    )
