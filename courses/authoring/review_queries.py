"""Every question about reviews: steps, comments, points, who wrote what, what is due again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from courses.authoring.models import (
    ContentReview,
    DraftOpening,
    LessonRevision,
    LineComment,
    LineCommentSettled,
    PointConfirmation,
    VersionStep,
    Withdrawal,
)
from courses.authoring.rules import State, Step, state
from courses.authoring.rules.dates import comes_due, due_on
from courses.authoring.rules.places import place_now
from courses.models import Lesson, ModuleVersion
from courses.queries import latest_published
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.markup import text_lines


def steps_of(version_id: UUID) -> Sequence[VersionStep]:
    """The steps a version took, the first first."""
    return db.session.scalars(
        select(VersionStep).where(VersionStep.version_id == version_id).order_by(VersionStep.id)
    ).all()


def last_step(version_id: UUID) -> VersionStep | None:
    """The newest step of a version."""
    return db.session.scalar(
        select(VersionStep)
        .where(VersionStep.version_id == version_id)
        .order_by(VersionStep.id.desc())
        .limit(1)
    )


def withdrawal_of(version_id: UUID) -> Withdrawal | None:
    """That a version was withdrawn, and why."""
    return db.session.get(Withdrawal, version_id)


def states_of(versions: Sequence[ModuleVersion]) -> dict[UUID, State]:
    """Where each of some versions stands."""
    ids = [one.id for one in versions]
    rows = db.session.execute(
        select(VersionStep.version_id, VersionStep.step)
        .where(VersionStep.version_id.in_(ids))
        .order_by(VersionStep.id)
    )
    steps: dict[UUID, Step] = {row[0]: row[1] for row in rows}  # the newest comes last
    gone = set(
        db.session.scalars(select(Withdrawal.version_id).where(Withdrawal.version_id.in_(ids)))
    )
    return {
        one.id: state(steps.get(one.id), published=one.is_frozen, withdrawn=one.id in gone)
        for one in versions
    }


def writers_of(version_id: UUID) -> set[UUID]:
    """Who began a version, saved a lesson of it, or sent it to be reviewed."""
    began = select(DraftOpening.by_id).where(DraftOpening.version_id == version_id)
    saved = select(LessonRevision.by_id).where(LessonRevision.version_id == version_id)
    sent = select(VersionStep.by_id).where(
        VersionStep.version_id == version_id, VersionStep.step == Step.ASKED
    )
    return {one for one in db.session.scalars(saved.union(began, sent)) if one is not None}


def versions_of(module_id: UUID) -> Sequence[ModuleVersion]:
    """Every version of a module, the newest first."""
    return db.session.scalars(
        select(ModuleVersion)
        .where(ModuleVersion.module_id == module_id)
        .order_by(ModuleVersion.number.desc())
    ).all()


def get_comment(comment_id: UUID) -> LineComment:
    """A comment. Raises Missing."""
    found = db.session.get(LineComment, comment_id)
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True)
class Remark:
    """A comment with where it stands now, and who settled it."""

    comment: LineComment
    settled: LineCommentSettled | None
    lesson: int
    line: int

    @property
    def has_moved(self) -> bool:
        """Whether the line is not the one it was made on."""
        return self.comment.line > 0 and self.line == 0


def remarks_of(version_id: UUID, lessons: Sequence[Lesson]) -> list[Remark]:
    """The comments on a version, the first first, each at its place in the text of today."""
    rows = db.session.execute(
        select(LineComment, LineCommentSettled)
        .outerjoin(LineCommentSettled, LineCommentSettled.comment_id == LineComment.id)
        .where(LineComment.version_id == version_id)
        .order_by(LineComment.id)
    ).all()
    lines = [text_lines(lesson.body) for lesson in lessons] if rows else []
    return [
        Remark(one, done, *place_now(lines, one.lesson_position, one.line, one.line_words))
        for one, done in rows
    ]


def open_comments(version_id: UUID) -> int:
    """How many comments on a version nobody settled."""
    query = (
        select(func.count())
        .select_from(LineComment)
        .outerjoin(LineCommentSettled, LineCommentSettled.comment_id == LineComment.id)
        .where(LineComment.version_id == version_id, LineCommentSettled.comment_id.is_(None))
    )
    return db.session.scalar(query) or 0


def confirmations_of(version_id: UUID) -> Mapping[str, PointConfirmation]:
    """Point → who confirmed it, and by what."""
    rows = db.session.scalars(
        select(PointConfirmation).where(PointConfirmation.version_id == version_id)
    )
    return {row.point: row for row in rows}


@dataclass(frozen=True)
class Due:
    """Published content and the day on which it is to be read again."""

    version: ModuleVersion
    day: date
    reviewed_by: str
    reviewed_at: datetime


def content_due(day: date) -> list[Due]:
    """What is offered and is due to be read again, or will be soon; the longest due first."""
    return [one for one in all_due() if comes_due(one.day, day)]


def all_due() -> list[Due]:
    """Everything that is offered with the day on which it is due, the first first."""
    versions = latest_published()
    last = _last_reviews([one.id for one in versions])
    return sorted((_due(one, last.get(one.id)) for one in versions), key=lambda due: due.day)


def _last_reviews(version_ids: Sequence[UUID]) -> dict[UUID, ContentReview]:
    rows = db.session.scalars(
        select(ContentReview)
        .where(ContentReview.version_id.in_(version_ids))
        .order_by(ContentReview.id)
    )
    return {row.version_id: row for row in rows}  # the newest comes last


def _due(version: ModuleVersion, review: ContentReview | None) -> Due:
    published = version.publication
    if published is None:
        raise Missing
    at = review.at if review else published.published_at
    by = review.by_name if review else published.published_by
    return Due(version, due_on(local_day(at), version.review_months), by, at)


def confirmed_points(version_ids: Sequence[UUID]) -> set[tuple[UUID, str]]:
    """(version, point) of everything confirmed in some versions."""
    rows = db.session.execute(
        select(PointConfirmation.version_id, PointConfirmation.point).where(
            PointConfirmation.version_id.in_(version_ids)
        )
    )
    return {(row[0], row[1]) for row in rows}
