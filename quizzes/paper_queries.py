"""Every question about quizzes on paper: piles, papers by code, how far each is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select

from lms.core.access import Actor
from lms.core.codes import is_well_typed
from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.core.keyset import FIRST, Page, Turn, page_of
from lms.core.pages import PAGE_SIZE
from lms.org.models import Level, Unit
from lms.org.queries import communes_below, named, subtree, units_of
from lms.people.queries import canonical
from quizzes.models import Quiz, QuizVersion
from quizzes.paper_models import Paper, PaperBatch, PaperConfirmation, PaperItem, PaperKeying
from quizzes.permissions import QuizPermission
from quizzes.release_queries import newest_released
from quizzes.rules.papers import Printed, Reading, Stage, differing

KEYED = exists().where(PaperKeying.paper_id == Paper.id)
CONFIRMED = exists().where(PaperConfirmation.paper_id == Paper.id)


@dataclass
class PaperState:
    """A paper and how far it is: the last keying of the first person, and of another one."""

    paper: Paper
    questions: Sequence[Printed]
    first: PaperKeying | None = None
    second: PaperKeying | None = None
    confirmation: PaperConfirmation | None = None

    @property
    def stage(self) -> Stage:
        """Printed, keyed, keyed differently by two, or confirmed."""
        if self.confirmation is not None:
            return Stage.CONFIRMED
        if self.first is None:
            return Stage.PRINTED
        return Stage.DIFFERING if self.differences else Stage.KEYED

    @property
    def differences(self) -> list[str]:
        """What the two read differently; nothing while there is only one keying."""
        if self.first is None or self.second is None:
            return []
        return differing(self.questions, reading_of(self.first), reading_of(self.second))

    def is_first(self, person_id: UUID | None) -> bool:
        """Whether the first keying is by this person, by whichever of their entries."""
        return self.first is not None and _same(self.first.by_id, person_id)


@dataclass(frozen=True)
class BatchLine:
    """A pile of papers with how many of them are keyed and how many confirmed."""

    batch: PaperBatch
    unit: str
    keyed: int
    confirmed: int

    @property
    def waiting(self) -> int:
        """How many wait for a second person."""
        return self.keyed - self.confirmed

    @property
    def unused(self) -> int:
        """How many nobody has keyed."""
        return self.batch.copies - self.keyed


def printable() -> Sequence[QuizVersion]:
    """The version of each quiz that would be printed now, by the quiz's code."""
    return db.session.scalars(newest_released().order_by(Quiz.code)).all()


def units_to_print_for(actor: Actor, day: date) -> dict[str, str]:
    """The actor's own units and the communes below them (of a nation, its provinces)."""
    reach = actor.reach(QuizPermission.PRINT)
    roots = reach.unit_ids
    own = {str(one): title for one, title in unit_titles(roots, day).items()}
    below = units_of(Level.PROVINCE, day) if reach.everywhere else communes_below(roots, day)
    return own | {str(one.id): one.title for one in below}


def unit_titles(unit_ids: Iterable[UUID | None], day: date) -> dict[UUID | None, str]:
    """Unit → its name on a day."""
    rows = db.session.execute(named(day).where(Unit.id.in_([one for one in unit_ids if one])))
    return {row[0]: f"{row[2]} {row[3]}" for row in rows}


def get_batch(actor: Actor, permission: str, batch_id: UUID, day: date) -> PaperBatch:
    """A pile of papers within reach. Raises Missing."""
    found = db.session.scalar(
        select(PaperBatch).where(PaperBatch.id == batch_id, _within(actor, permission, day))
    )
    if found is None:
        raise Missing
    return found


def get_paper(actor: Actor, code: str, day: date) -> Paper:
    """The paper with this code, when the actor may key it. Raises Missing."""
    found = None
    if is_well_typed(code):
        found = db.session.scalar(
            select(Paper)
            .join(PaperBatch, PaperBatch.id == Paper.batch_id)
            .where(Paper.code == code, _within(actor, QuizPermission.KEY_PAPER, day))
        )
    if found is None:
        raise Missing
    return found


def _within(actor: Actor, permission: str, day: date) -> ColumnElement[bool]:
    """The condition that a pile was printed for a unit within reach."""
    return PaperBatch.unit_id.in_(subtree(actor.reach(permission).unit_ids, day))


def papers_of(batch_id: UUID) -> Sequence[Paper]:
    """The papers of a pile, in order."""
    return db.session.scalars(
        select(Paper).where(Paper.batch_id == batch_id).order_by(Paper.number)
    ).all()


def items_of(papers: Sequence[Paper]) -> dict[UUID, list[PaperItem]]:
    """Paper → what is printed on it, in order."""
    found: dict[UUID, list[PaperItem]] = {paper.id: [] for paper in papers}
    for some in chunks(list(found)):
        for item in db.session.scalars(
            select(PaperItem).where(PaperItem.paper_id.in_(some)).order_by(PaperItem.position)
        ):
            found[item.paper_id].append(item)
    return found


def state_of(paper: Paper) -> PaperState:
    """How far one paper is."""
    return states_of([paper])[0]


def states_of(papers: Sequence[Paper]) -> list[PaperState]:
    """How far some papers are."""
    items = items_of(papers)
    found = {
        paper.id: PaperState(
            paper, [Printed(i.item_version.wording, i.option_order) for i in items[paper.id]]
        )
        for paper in papers
    }
    for some in chunks(list(found)):
        for keying in db.session.scalars(
            select(PaperKeying).where(PaperKeying.paper_id.in_(some)).order_by(PaperKeying.id)
        ):
            _place(found[keying.paper_id], keying)
        for done in db.session.scalars(
            select(PaperConfirmation).where(PaperConfirmation.paper_id.in_(some))
        ):
            found[done.paper_id].confirmation = done
    return list(found.values())


def _place(state: PaperState, keying: PaperKeying) -> None:
    """The first person's keying; when they mend it, everybody else has to look again."""
    if state.first is None or state.is_first(keying.by_id):
        state.first, state.second = keying, None
    else:
        state.second = keying


def _same(one: UUID | None, other: UUID | None) -> bool:
    """Whether two entries are one person."""
    if one is None or other is None or one == other:
        return one == other
    found = canonical([one, other])
    return found[one] == found[other]


def reading_of(keying: PaperKeying) -> Reading:
    """What was keyed, about the person as they are known now."""
    person_id = canonical([keying.person_id])[keying.person_id]
    return Reading(person_id, keying.sat_on, keying.answers)


def batches(actor: Actor, day: date, turn: Turn = FIRST) -> Page[BatchLine]:
    """A page of the piles within reach, the newest first."""
    keyed = func.count(Paper.id).filter(KEYED)
    confirmed = func.count(Paper.id).filter(CONFIRMED)
    counts = (
        _papers(actor, day)
        .with_only_columns(PaperBatch.id, keyed, confirmed)
        .group_by(PaperBatch.id)
    )
    page = page_of(counts, [PaperBatch.id], turn, descending=True)
    ids = [row[0] for row in page.rows]
    piles = {
        one.id: one for one in db.session.scalars(select(PaperBatch).where(PaperBatch.id.in_(ids)))
    }
    titles = unit_titles([one.unit_id for one in piles.values()], day)
    return page.of(
        [
            BatchLine(piles[row[0]], titles.get(piles[row[0]].unit_id, ""), row[1], row[2])
            for row in page.rows
        ]
    )


def waiting(actor: Actor, day: date) -> tuple[list[PaperState], int]:
    """The papers that wait for a second person, the longest waiting first, and how many in all."""
    query = _papers(actor, day).where(KEYED, ~CONFIRMED)
    total = db.session.scalar(query.with_only_columns(func.count(Paper.id))) or 0
    return states_of(db.session.scalars(query.order_by(Paper.id).limit(PAGE_SIZE)).all()), total


def _papers(actor: Actor, day: date) -> Select[Paper]:
    return (
        select(Paper)
        .join(PaperBatch, PaperBatch.id == Paper.batch_id)
        .where(_within(actor, QuizPermission.KEY_PAPER, day))
    )
