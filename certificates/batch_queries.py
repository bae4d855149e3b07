"""Every question about batches: which ones, who is on the list, what becomes of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from certificates.batch_models import BatchLine, Exclusion, IssueBatch, Outcome, Scope
from certificates.documents import without_document
from certificates.models import Certificate, Terms
from certificates.permissions import CertificatePermission
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import Page, Turn, page_of
from lms.org.models import Level, Unit
from lms.org.queries import subtree
from lms.people.models import Person
from lms.training.models import TrainingClass


def _readable(actor: Actor, day: date) -> ColumnElement[bool]:
    """The batches of classes and units within reach; of single persons for the whole province."""
    reach = actor.reach(CertificatePermission.ISSUE)
    units = subtree(reach.unit_ids, day)
    classes = select(TrainingClass.id).where(TrainingClass.unit_id.in_(units))
    is_whole = exists().where(
        Unit.id.in_(reach.unit_ids), Unit.level.in_((Level.NATION, Level.PROVINCE))
    )
    return or_(
        IssueBatch.by_id == actor.person_id,
        and_(IssueBatch.scope == Scope.UNIT, IssueBatch.scope_id.in_(units)),
        and_(IssueBatch.scope == Scope.CLASS, IssueBatch.scope_id.in_(classes)),
        and_(IssueBatch.scope == Scope.PERSONS, is_whole),
    )


def batches(actor: Actor, day: date, turn: Turn) -> Page[IssueBatch]:
    """One page of the batches within reach, the newest first."""
    query = select(IssueBatch).where(_readable(actor, day))
    page = page_of(query, [IssueBatch.id], turn, descending=True)
    return page.of([row[0] for row in page.rows])


def get_batch(actor: Actor, batch_id: UUID, day: date) -> IssueBatch:
    """A batch within reach. Raises Missing."""
    found = db.session.scalar(
        select(IssueBatch).where(IssueBatch.id == batch_id, _readable(actor, day))
    )
    if found is None:
        raise Missing
    return found


def unfinished() -> Sequence[UUID]:
    """Batches begun whose list is not done, the oldest first."""
    return db.session.scalars(
        select(IssueBatch.id)
        .where(IssueBatch.begun_at.is_not(None), IssueBatch.finished_at.is_(None))
        .order_by(IssueBatch.id)
    ).all()


def terms_of(batch: IssueBatch) -> Terms:
    """The terms a batch issues by."""
    return db.session.get_one(Terms, batch.terms_id)


def lines(batch_id: UUID, after: int = 0, limit: int | None = None) -> Sequence[BatchLine]:
    """The people of a list in its order, from a place on."""
    return db.session.scalars(
        select(BatchLine)
        .where(BatchLine.batch_id == batch_id, BatchLine.position > after)
        .order_by(BatchLine.position)
        .limit(limit)
    ).all()


def lines_at(batch_id: UUID, positions: Collection[int]) -> Sequence[BatchLine]:
    """The people at some places of a list."""
    return db.session.scalars(
        select(BatchLine)
        .where(BatchLine.batch_id == batch_id, BatchLine.position.in_(positions))
        .order_by(BatchLine.position)
    ).all()


def waiting_lines(batch_id: UUID, limit: int) -> Sequence[BatchLine]:
    """Those of a list who have no end yet."""
    return db.session.scalars(
        select(BatchLine)
        .where(BatchLine.batch_id == batch_id, BatchLine.outcome == Outcome.WAITING)
        .order_by(BatchLine.position)
        .limit(limit)
    ).all()


def outcomes(batch_id: UUID) -> Counter[Exclusion | Outcome]:
    """How many got one, wait, or were left out for each reason."""
    rows = db.session.execute(
        select(BatchLine.outcome, BatchLine.exclusion, func.count())
        .where(BatchLine.batch_id == batch_id)
        .group_by(BatchLine.outcome, BatchLine.exclusion)
    )
    found: Counter[Exclusion | Outcome] = Counter()
    for outcome, exclusion, number in rows:
        found[exclusion if outcome is Outcome.EXCLUDED and exclusion else outcome] += number
    return found


def documents_waiting(batch_id: UUID) -> int:
    """How many certificates of a batch have no document yet."""
    query = select(func.count()).select_from(Certificate)
    return db.session.scalar(query.where(Certificate.batch_id == batch_id, without_document())) or 0


@dataclass(frozen=True)
class LeftOut:
    """Somebody who got none, and why."""

    name: str
    exclusion: Exclusion


def excluded(batch_id: UUID, turn: Turn) -> Page[LeftOut]:
    """One page of those who got none, in the order of the list."""
    of_batch = BatchLine.batch_id == batch_id
    query = (
        select(Person.full_name, BatchLine.exclusion)
        .join(Person, Person.id == BatchLine.person_id)
        .where(of_batch, BatchLine.outcome == Outcome.EXCLUDED)
    )
    keys = [BatchLine.position, BatchLine.person_id]
    page = page_of(query, keys, turn, places=select(BatchLine).where(of_batch))
    return page.of([LeftOut(name, why) for name, why, _id in page.rows if why is not None])


@dataclass(frozen=True)
class Entry:
    """One line of the list of a decision: a certificate, or why there is none."""

    name: str
    birth_year: int | None
    exclusion: Exclusion | None
    certificate: Certificate | None


def entries(batch_id: UUID) -> list[Entry]:
    """Everybody on a list in its order, with the certificate each got."""
    rows = db.session.execute(
        select(Person.full_name, Person.birth_year, BatchLine.exclusion, Certificate)
        .select_from(BatchLine)
        .join(Person, Person.id == BatchLine.person_id)
        .outerjoin(Certificate, Certificate.id == BatchLine.certificate_id)
        .where(BatchLine.batch_id == batch_id)
        .order_by(BatchLine.position)
    )
    return [Entry(*row) for row in rows]


PRINTED_TOGETHER = 500


def print_parts(issued: int) -> int:
    """In how many files the certificates of a batch are put together for printing."""
    return -(-issued // PRINTED_TOGETHER)


def certificates_of(batch_id: UUID, part: int | None = None) -> Sequence[Certificate]:
    """The certificates of a batch by number: all, or one part for printing, counted from 1."""
    numbers = select(Certificate.number).where(Certificate.batch_id == batch_id)
    query = select(Certificate).where(Certificate.batch_id == batch_id).order_by(Certificate.number)
    if part is not None:
        in_order = db.session.scalars(numbers.order_by(Certificate.number)).all()
        some = in_order[(part - 1) * PRINTED_TOGETHER : part * PRINTED_TOGETHER]
        query = query.where(Certificate.number.in_(some))
    return db.session.scalars(query).all()
