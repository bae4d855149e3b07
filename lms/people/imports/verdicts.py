"""Each row of a file beside the roster: new, same, changed, doubtful, wrong. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from lms.core.names import fold
from lms.org.rules import bare_unit, village_key
from lms.people.imports.rows import Doubt, FileRow
from lms.people.models import Post, Sex, TeamRole


class Verdict(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"
    SAME = "same"


class Fact(StrEnum):
    """What may differ between a row and the roster."""

    NAME = "name"
    BIRTH = "birth"
    SEX = "sex"
    ROLE = "role"
    POSTS = "posts"
    PHONE = "phone"
    TEAM = "team"


@dataclass(frozen=True)
class Known:
    """Somebody on the roster, or who was once."""

    id: UUID
    name: str
    birth_year: int | None
    sex: Sex | None
    phone: str
    posts: frozenset[Post]
    role: TeamRole
    team_id: UUID
    commune_id: UUID | None
    on_roster: bool


@dataclass(frozen=True)
class Place:
    """A team within reach, with its village and commune."""

    team_id: UUID
    team: str
    village: str
    commune_id: UUID


@dataclass(frozen=True)
class Roster:
    """What a file is compared with. `communes`: bare folded name, old ones too → ids."""

    known: Sequence[Known]
    places: Sequence[Place]
    communes: Mapping[str, frozenset[UUID]]


@dataclass
class Judged:
    """A row and its verdict; `candidates` are the people it may be."""

    row: FileRow
    verdict: Verdict
    reasons: list[Doubt] = field(default_factory=list)
    team_id: UUID | None = None
    person_id: UUID | None = None
    facts: list[Fact] = field(default_factory=list)
    candidates: list[UUID] = field(default_factory=list)


def judge(rows: Iterable[FileRow], roster: Roster) -> list[Judged]:
    """The verdict of every row, in the order of the file."""
    judge_ = _Judge(roster)
    return [judge_.judge(row) for row in rows]


class _Judge:
    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.by_name: dict[str, list[Known]] = {}
        for known in roster.known:
            self.by_name.setdefault(fold(known.name), []).append(known)
        self.by_commune: dict[UUID, list[Place]] = {}
        for place in roster.places:
            self.by_commune.setdefault(place.commune_id, []).append(place)
        self.commune_of = {place.team_id: place.commune_id for place in roster.places}
        self.keys = {place.team_id: village_key(place.village) for place in roster.places}
        self.places: dict[tuple[str, str], list[UUID]] = {}
        self.seen: set[tuple[str, int | None, UUID | None]] = set()
        self.taken: set[UUID] = set()

    def judge(self, row: FileRow) -> Judged:
        if Doubt.NO_NAME in row.doubts:
            return Judged(row, Verdict.WRONG, list(row.doubts))
        teams = self._teams(row)
        if len(teams) != 1:
            missing = Doubt.UNKNOWN_TEAM if row.village else Doubt.NO_TEAM
            reason = Doubt.SEVERAL_TEAMS if teams else missing
            return Judged(row, Verdict.WRONG, [reason, *row.doubts])
        key = (fold(row.name), row.birth_year, teams[0])
        if key in self.seen:
            return Judged(row, Verdict.WRONG, [Doubt.TWICE], teams[0])
        self.seen.add(key)
        return self._beside_roster(row, teams[0])

    def _teams(self, row: FileRow) -> list[UUID]:
        """The teams a row may mean: looked up once for each way of writing a place."""
        written = (row.commune, row.village)
        if written not in self.places:
            self.places[written] = self._look_up(*written)
        return self.places[written]

    def _look_up(self, commune: str, village: str) -> list[UUID]:
        ids = self.roster.communes.get(bare_unit(commune), frozenset()) if commune else None
        found = [p for c, some in self.by_commune.items() if ids is None or c in ids for p in some]
        if not village:
            return [place.team_id for place in found] if len(found) == 1 else []
        key = village_key(village)
        exact = [p.team_id for p in found if fold(p.village) == fold(village)]
        return exact or [
            place.team_id
            for place in found
            if self.keys[place.team_id].fits(key) or fold(place.team) == fold(village)
        ]

    def _beside_roster(self, row: FileRow, team_id: UUID) -> Judged:
        commune = self.commune_of[team_id]
        alike = [
            known
            for known in self.by_name.get(fold(row.name), [])
            if known.commune_id == commune and known.id not in self.taken
        ]
        fitting = [known for known in alike if _years_fit(row, known)]
        here = [known for known in fitting if known.team_id == team_id and known.on_roster]
        if len(here) == 1:
            self.taken.add(here[0].id)
            return self._compared(row, here[0], team_id)
        if len(here) > 1:
            return self._doubtful(row, team_id, Doubt.SEVERAL_PEOPLE, here)
        return self._elsewhere(row, team_id, alike, fitting)

    def _elsewhere(
        self, row: FileRow, team_id: UUID, alike: list[Known], fitting: list[Known]
    ) -> Judged:
        gone = [known for known in fitting if not known.on_roster]
        beside = [known for known in fitting if known.on_roster]
        other_year = [known for known in alike if known not in fitting and known.team_id == team_id]
        if beside:
            return self._doubtful(row, team_id, Doubt.OTHER_TEAM, beside)
        if gone:
            return self._doubtful(row, team_id, Doubt.HAD_LEFT, gone)
        if other_year:
            return self._doubtful(row, team_id, Doubt.OTHER_BIRTH, other_year)
        verdict = Verdict.DOUBTFUL if _serious(row) else Verdict.NEW
        return Judged(row, verdict, list(row.doubts), team_id)

    def _doubtful(
        self, row: FileRow, team_id: UUID, reason: Doubt, people: Sequence[Known]
    ) -> Judged:
        ids = [known.id for known in people]
        return Judged(row, Verdict.DOUBTFUL, [reason, *row.doubts], team_id, candidates=ids)

    def _compared(self, row: FileRow, known: Known, team_id: UUID) -> Judged:
        facts = differing(row, known, team_id)
        if _serious(row) and facts:
            found = Judged(row, Verdict.DOUBTFUL, list(row.doubts), team_id, known.id, facts)
            found.candidates = [known.id]
            return found
        verdict = Verdict.CHANGED if facts else Verdict.SAME
        return Judged(row, verdict, list(row.doubts), team_id, known.id, facts)


def _serious(row: FileRow) -> bool:
    """Whether somebody must look: of two phones the first will do."""
    return any(doubt is not Doubt.TWO_PHONES for doubt in row.doubts)


def _years_fit(row: FileRow, known: Known) -> bool:
    return None in {row.birth_year, known.birth_year} or row.birth_year == known.birth_year


def differing(row: FileRow, known: Known, team_id: UUID) -> list[Fact]:
    """What a row says otherwise than the roster; what it does not say differs in nothing."""
    said = {
        Fact.TEAM: team_id != known.team_id or not known.on_roster,
        Fact.NAME: row.name.lower() != known.name.lower(),
        Fact.BIRTH: row.birth_year is not None and row.birth_year != known.birth_year,
        Fact.SEX: row.sex is not None and row.sex is not known.sex,
        Fact.ROLE: row.role is not None and row.role is not known.role,
        Fact.POSTS: bool(row.posts) and row.posts != known.posts,
        Fact.PHONE: row.phone is not None and row.phone != known.phone,
    }
    return [fact for fact, differs in said.items() if differs]
