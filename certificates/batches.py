"""Verbs of batches: list people by a decision, choose among them, issue to all in parts.

The lines are the state: what a part of fifty did stays done when the process dies, and whoever
goes on, or works on it at the same time, finds only the lines that still wait.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from certificates import batch_queries, documents, queries
from certificates.batch_judging import judge, judged
from certificates.batch_models import BatchLine, Exclusion, IssueBatch, Outcome, Scope
from certificates.batch_people import in_order
from certificates.batch_queries import terms_of, waiting_lines
from certificates.entering import lock_book
from certificates.name_models import NameCheck
from certificates.operations import issue_many
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db, write_many
from lms.core.errors import Refused
from lms.core.i18n import day as words_of_day
from lms.core.names import tidy
from lms.core.progress import Progress

PART = 50  # people in one transaction


@dataclass(frozen=True)
class Decided:
    """A decision that lists people: whom it is for, its number and day."""

    scope: Scope
    scope_id: UUID | None
    title: str
    number: str
    on: date


def found_batch(
    certification_id: UUID, year: int, decided: Decided, person_ids: Collection[UUID],
    *, by: Actor, at: datetime,
) -> IssueBatch:  # fmt: skip
    """List people for a certification as it is now. Refused for an empty list or no number."""
    if not tidy(decided.number):
        raise Refused(_("Please give the number of the decision."))
    if not person_ids:
        raise Refused(_("There is nobody on this list: no certificate can be issued."))
    batch = IssueBatch(
        terms_id=queries.current_terms(certification_id).id,
        year=year,
        scope=decided.scope,
        scope_id=decided.scope_id,
        title=decided.title,
        decision_number=tidy(decided.number),
        decided_on=decided.on,
        **entered(by, at),
    )
    db.session.add(batch)
    db.session.flush()
    ordered = in_order(person_ids, local_day(at))
    write_many(
        BatchLine.__table__,  # type: ignore[arg-type]
        (
            (batch.id, place, person_id, Outcome.WAITING.value, None, None)
            for place, person_id in enumerate(ordered, 1)
        ),
    )
    record("batch.made", batch, by=by, at=at, label=decided.title, people=len(ordered))
    return batch


def choose(batch: IssueBatch, shown: Collection[int], ticked: Collection[int]) -> None:
    """Keep whom of the people shown the office ticked. Refused once issuing has begun."""
    if _locked(batch).begun_at is not None:
        raise Refused(_("Issuing has begun: the list stays as it is."))
    for line in batch_queries.lines_at(batch.id, shown):
        line.exclusion = None if line.position in ticked else Exclusion.LEFT_OUT


def confirm_names(batch: IssueBatch, shown: dict[int, str], *, by: Actor, at: datetime) -> int:
    """Note that names were checked against the list: position → name as it was shown; how many.

    What somebody said is wrong stays wrong, and a name changed meanwhile is not confirmed.
    """
    part = batch_queries.lines_at(batch.id, shown)
    asked = judge(terms_of(batch), batch.year, part, at) if part else []
    checks = queries.name_checks([line.person_id for line in part])
    count = 0
    for one in asked:
        if one.line.person_id in checks or one.name != shown[one.line.position]:
            continue
        check = NameCheck(
            person_id=one.line.person_id, name=one.name, is_right=True, wanted="",
            **entered(by, at),
        )  # fmt: skip
        db.session.add(check)
        record("name.checked", check, by=by, at=at, label=batch.title)
        count += 1
    return count


def begin(batch: IssueBatch, *, by: Actor, at: datetime) -> None:
    """Let issuing begin; the time of the first press counts, a second one changes nothing."""
    found = _locked(batch)
    if found.begun_at is not None:
        return
    if not any(one.exclusion is None for one in judged(found, at)):
        raise Refused(_("Nobody on this list can get a certificate yet."))
    found.begun_at = at
    record("batch.begun", found, by=by, at=at, label=found.title)


def _locked(batch: IssueBatch) -> IssueBatch:
    """A batch nobody else writes to until this transaction ends."""
    return db.session.scalars(
        select(IssueBatch)
        .where(IssueBatch.id == batch.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def work(batch_id: UUID, *, at: datetime) -> Iterator[Progress]:
    """Issue what waits, then make the documents; each step is one transaction."""
    yield from issue_parts(batch_id, at=at)
    yield from documents.make_all(at=at, batch_id=batch_id)


def issue_parts(batch_id: UUID, *, at: datetime) -> Iterator[Progress]:
    """Issue to everybody on a list who waits, fifty at a time."""
    of = batch_queries.outcomes(batch_id).total()
    while left := _issue_part(batch_id, at):
        yield Progress(of - left, of)
    yield Progress(of, of)


def _issue_part(batch_id: UUID, at: datetime) -> int:
    """Give the next fifty their end; how many still wait. Two workers take turns at the row."""
    batch = _locked(db.session.get_one(IssueBatch, batch_id))
    if batch.begun_at is None or batch.finished_at is not None:
        return 0
    if part := waiting_lines(batch_id, PART):
        _settle(batch, part, at)
        db.session.flush()
    left = batch_queries.outcomes(batch_id)[Outcome.WAITING]
    if not left:
        batch.finished_at = at
    return left


def _settle(batch: IssueBatch, part: Sequence[BatchLine], at: datetime) -> None:
    """Issue to those of a part who have earned it; say of the others why not.

    The book is kept first, so that who looks like having none has none.
    """
    terms = terms_of(batch)
    lock_book(terms.issuer_id, local_day(at).year)
    asked = judge(terms, batch.year, part, at)
    issued = issue_many(
        terms,
        {one.line.person_id: one.evidence for one in asked if one.exclusion is None},
        batch.year,
        by=Actor(batch.by_id, batch.by_name),
        at=at,
        batch_id=batch.id,
        decision=words_of(batch),
    )
    given = {one.person_id: one.id for one in issued}
    for one in asked:
        one.line.certificate_id = given.get(one.line.person_id)
        one.line.exclusion = one.exclusion
        one.line.outcome = Outcome.EXCLUDED if one.exclusion else Outcome.ISSUED


def words_of(batch: IssueBatch) -> str:
    """The decision as it is printed on each certificate; Vietnamese, as all documents are."""
    return f"Quyết định số {batch.decision_number} ngày {words_of_day(batch.decided_on)}"
