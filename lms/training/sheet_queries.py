"""Every question about registers on paper: pages by code, their rows, what is still to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.codes import is_well_typed
from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from lms.org.queries import is_within, subtree
from lms.people.models import Membership, Person, Team
from lms.training import queries
from lms.training.models import TrainingClass, Venue
from lms.training.paper import Stage, differing, page_digest, spans
from lms.training.permissions import TrainingPermission
from lms.training.sheet_models import SheetConfirmation, SheetKeying, SheetPage, SheetPhoto


@dataclass(frozen=True)
class Line:
    """A printed row: its number, who it is for, their team on the day (none: on no roster now)."""

    number: int
    person: Person
    team: str | None


@dataclass(frozen=True)
class Photo:
    """A photograph of a page with its file."""

    row: SheetPhoto
    file: StoredFile


@dataclass
class PageState:
    """A page and how far it is."""

    page: SheetPage
    first: SheetKeying | None = None
    second: SheetKeying | None = None
    confirmation: SheetConfirmation | None = None
    photos: int = 0
    astray: list[Line] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        """Printed, keyed, keyed differently by two, or confirmed."""
        if self.confirmation is not None:
            return Stage.CONFIRMED
        if self.first is None:
            return Stage.PRINTED
        return Stage.DIFFERING if self.differences else Stage.KEYED

    @property
    def differences(self) -> list[int]:
        """The rows the two keyings do not agree on."""
        if self.first is None or self.second is None:
            return []
        return differing(self.first.rows, self.second.rows)


@dataclass
class HallSheets:
    """The pages of a hall: the newest edition, earlier ones, whether the roster changed since."""

    hall: Venue
    newest: list[PageState]
    earlier: list[PageState]
    outdated: bool = False

    @property
    def open(self) -> int:
        """How many pages of the newest edition are not confirmed."""
        return sum(one.stage is not Stage.CONFIRMED for one in self.newest)


def get_page(actor: Actor, code: str) -> tuple[SheetPage, TrainingClass, Venue]:
    """A page whose register the actor may keep, with class and hall. Raises Missing."""
    page = None
    if is_well_typed(code):
        page = db.session.scalar(select(SheetPage).where(SheetPage.code == code))
    if page is None:
        raise Missing
    held = queries.get_class(actor, page.class_id, TrainingPermission.RECORD)
    return page, held, queries.get_venue(actor, TrainingPermission.RECORD, held, page.venue_id)


def printed_lines(held: TrainingClass, hall: Venue) -> list[tuple[UUID, str, int | None, str]]:
    """(person, name, born, team) of everybody expected in a hall, team by team."""
    return [
        (one.person.id, one.person.full_name, one.person.birth_year, one.team.name)
        for one in queries.expected_at(held, hall)
    ]


def newest_edition(venue_id: UUID) -> list[SheetPage]:
    """The pages of a hall printed last, in order; none when nothing was printed."""
    latest = select(func.max(SheetPage.edition)).where(SheetPage.venue_id == venue_id)
    return list(
        db.session.scalars(
            select(SheetPage)
            .where(SheetPage.venue_id == venue_id, SheetPage.edition == latest.scalar_subquery())
            .order_by(SheetPage.number)
        )
    )


def digests(lines: Sequence[tuple[UUID, str, int | None, str]]) -> list[str]:
    """What the pages for these lines would be known by."""
    return [
        page_digest(span.first, [lines[place] for place in span.people])
        for span in spans(len(lines))
    ]


def lines_of(page: SheetPage, held: TrainingClass) -> list[Line]:
    """The printed rows of a page, with the teams of the day as they are known now."""
    ids = [UUID(one) for one in page.person_ids]
    rows = db.session.execute(
        select(Person, Team.name)
        .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.on(held.held_on))
        .outerjoin(Team, Team.id == Membership.team_id)
        .where(Person.id.in_(ids))
    )
    found = {person.id: (person, team) for person, team in rows}
    return [Line(number, *found[one]) for number, one in enumerate(ids, page.first)]


def state_of(page: SheetPage) -> PageState:
    """How far one page is."""
    return _states([page])[0]


def photos_of(page_id: UUID) -> list[Photo]:
    """The photographs of a page, the newest first."""
    rows = db.session.execute(
        select(SheetPhoto, StoredFile)
        .join(StoredFile, StoredFile.id == SheetPhoto.file_id)
        .where(SheetPhoto.page_id == page_id)
        .order_by(SheetPhoto.id.desc())
    )
    return [Photo(*row) for row in rows]


def get_photo(page: SheetPage, photo_id: UUID) -> StoredFile:
    """The file of a photograph of a page. Raises Missing."""
    found = next((one for one in photos_of(page.id) if one.row.id == photo_id), None)
    if found is None:
        raise Missing
    return found.file


def overview(actor: Actor, held: TrainingClass) -> list[HallSheets]:
    """The paper of every hall of a class within reach."""
    roots = actor.reach(TrainingPermission.RECORD).unit_ids
    whole = is_within(held.unit_id, roots, held.held_on)
    mine = set(db.session.scalars(subtree(roots, held.held_on)))
    states: dict[UUID, list[PageState]] = {}
    for state in _states(_pages_of(held.id)):
        states.setdefault(state.page.venue_id, []).append(state)
    return [
        _hall(hall, states.get(hall.id, []))
        for hall in queries.venues_of(held.id)
        if whole or hall.unit_id in mine
    ]


def _pages_of(class_id: UUID) -> Sequence[SheetPage]:
    """The pages of a class, the newest edition of each hall first."""
    query = select(SheetPage).where(SheetPage.class_id == class_id)
    return db.session.scalars(
        query.order_by(SheetPage.venue_id, SheetPage.edition.desc(), SheetPage.number)
    ).all()


def _hall(hall: Venue, states: list[PageState]) -> HallSheets:
    edition = states[0].page.edition if states else 0
    return HallSheets(
        hall,
        [one for one in states if one.page.edition == edition],
        [one for one in states if one.page.edition != edition],
    )


def look_closer(held: TrainingClass, one: HallSheets) -> None:
    """Find out whether the roster of a hall changed since, and who of its pages is on none."""
    for state in (*one.newest, *one.earlier):
        signed = set(state.first.rows) if state.first else None
        state.astray = [
            line
            for line in lines_of(state.page, held)
            if line.team is None and (signed is None or line.number in signed)
        ]
    one.outdated = bool(one.newest) and is_outdated(
        held, one.hall, [state.page for state in one.newest]
    )


def is_outdated(held: TrainingClass, hall: Venue, newest: Sequence[SheetPage]) -> bool:
    """Whether the pages no longer are what would be printed now."""
    return [page.sha256 for page in newest] != digests(printed_lines(held, hall))


def waiting(class_id: UUID) -> int:
    """How many pages of a class somebody has keyed and nobody confirmed."""
    return sum(
        state.stage in {Stage.KEYED, Stage.DIFFERING} for state in _states(_pages_of(class_id))
    )


def _states(pages: Sequence[SheetPage]) -> list[PageState]:
    found = {page.id: PageState(page) for page in pages}
    for some in chunks(list(found)):
        for one in db.session.scalars(
            select(SheetKeying).where(SheetKeying.page_id.in_(some)).order_by(SheetKeying.id)
        ):
            state = found[one.page_id]
            if one.blind:
                state.second = one
            else:
                state.first, state.second = one, None
        for done in db.session.scalars(
            select(SheetConfirmation).where(SheetConfirmation.page_id.in_(some))
        ):
            found[done.page_id].confirmation = done
        for page_id, number in db.session.execute(
            select(SheetPhoto.page_id, func.count())
            .where(SheetPhoto.page_id.in_(some))
            .group_by(SheetPhoto.page_id)
        ):
            found[page_id].photos = number
    return list(found.values())
