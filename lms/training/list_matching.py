"""Each row of a list of who attended beside the roster of the day. Pure; nothing is looked up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from lms.core.names import fold
from lms.org.rules import bare_unit, village_key
from lms.people.imports.rows import Doubt, FileRow
from lms.people.imports.verdicts import Known, Place, Roster


class ListVerdict(StrEnum):
    """What would become of a row."""

    FOUND = "found"
    CHOOSE = "choose"
    NOBODY = "nobody"
    PRESENT = "present"
    WRONG = "wrong"


class ListReason(StrEnum):
    """Why a row is not simply found."""

    SEVERAL = "several"
    NAME_ONLY = "name_only"
    OTHER_BIRTH = "other_birth"
    OTHER_PLACE = "other_place"
    TWICE = "twice"
    NO_NAME = "no_name"
    LEFT = "left"
    UNKNOWN = "unknown"
    UNDECIDED = "undecided"
    SKIPPED = "skipped"


@dataclass
class ListRow:
    """A row with its verdict; `person_id` once it is sure, else `candidates` to choose from."""

    row: FileRow
    verdict: ListVerdict
    reason: ListReason | None = None
    person_id: UUID | None = None
    candidates: list[UUID] = field(default_factory=list)


def match(rows: Iterable[FileRow], roster: Roster, present: Collection[UUID]) -> list[ListRow]:
    """The verdict of every row, in the order of the file; nobody is matched twice."""
    matching = _Matching(roster, frozenset(present))
    return [matching.judge(row) for row in rows]


class _Matching:
    def __init__(self, roster: Roster, present: frozenset[UUID]) -> None:
        self.roster, self.present = roster, present
        self.by_name: dict[str, list[Known]] = {}
        for known in roster.known:
            self.by_name.setdefault(fold(known.name), []).append(known)
        self.places: Mapping[UUID, Place] = {place.team_id: place for place in roster.places}
        self.one_commune = len({place.commune_id for place in roster.places}) == 1
        self.taken: set[UUID] = set()

    def judge(self, row: FileRow) -> ListRow:
        if Doubt.NO_NAME in row.doubts:
            return ListRow(row, ListVerdict.WRONG, ListReason.NO_NAME)
        alike = self.by_name.get(fold(row.name), [])
        here = [known for known in alike if known.on_roster]
        if not here:
            reason = ListReason.LEFT if alike else ListReason.UNKNOWN
            return ListRow(row, ListVerdict.NOBODY, reason)
        if all(known.id in self.taken for known in here):
            return ListRow(row, ListVerdict.WRONG, ListReason.TWICE)
        return self._narrow(row, [known for known in here if known.id not in self.taken])

    def _narrow(self, row: FileRow, here: list[Known]) -> ListRow:
        """Keep those whom each thing the row says fits; what fits nobody makes it doubtful."""
        confirmed = self.one_commune
        for said, reason, fits in self._tests(row):
            if not said:
                continue
            fitting = [known for known in here if fits(known) is not False]
            if not fitting:
                return self._choose(row, reason, here)
            confirmed = confirmed or all(fits(known) for known in fitting)
            here = fitting
        same_phone = [known for known in here if row.phone and known.phone == row.phone]
        if len(same_phone) == 1:
            here, confirmed = same_phone, True
        if len(here) > 1:
            return self._choose(row, ListReason.SEVERAL, here)
        return self._sure(row, here[0]) if confirmed else self._name_only(row, here)

    def _tests(
        self, row: FileRow
    ) -> Sequence[tuple[object, ListReason, Callable[[Known], bool | None]]]:
        """(what the row says, why it is doubtful if it fits nobody, does it fit: None = unknown)"""
        communes = self.roster.communes.get(bare_unit(row.commune), frozenset())
        village = village_key(row.village) if row.village else None

        def born(known: Known) -> bool | None:
            return None if known.birth_year is None else known.birth_year == row.birth_year

        def commune(known: Known) -> bool | None:
            return known.commune_id in communes

        def sits(known: Known) -> bool | None:
            place = self.places.get(known.team_id)
            if place is None or village is None:
                return None
            return village_key(place.village).fits(village) or fold(place.team) == fold(row.village)

        return (
            (row.birth_year, ListReason.OTHER_BIRTH, born),
            (row.commune, ListReason.OTHER_PLACE, commune),
            (row.village, ListReason.OTHER_PLACE, sits),
        )

    def _sure(self, row: FileRow, known: Known) -> ListRow:
        self.taken.add(known.id)
        if known.id in self.present:
            return ListRow(row, ListVerdict.PRESENT, None, known.id)
        return ListRow(row, ListVerdict.FOUND, None, known.id)

    def _name_only(self, row: FileRow, here: list[Known]) -> ListRow:
        if here[0].id in self.present:
            return self._sure(row, here[0])
        return self._choose(row, ListReason.NAME_ONLY, here)

    def _choose(self, row: FileRow, reason: ListReason, here: Sequence[Known]) -> ListRow:
        ids = [known.id for known in here]
        return ListRow(row, ListVerdict.CHOOSE, reason, candidates=ids)
