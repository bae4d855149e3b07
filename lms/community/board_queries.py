"""The board of good practice: what is on it, with which photographs, and what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from courses.models import Topic
from lms.community.models import Posting, Practice, PracticePhoto, Usefulness
from lms.community.queries import PAGE, is_reported, visible
from lms.community.rules import PostingState
from lms.community.searching import best_match_first, has_words, wanted_words
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from lms.core.keyset import Page, Turn, page_of
from lms.people.queries import same_people


@dataclass(frozen=True)
class Shared:
    """A good practice in a list: its first photograph, how many people found it useful."""

    posting: Posting
    practice: Practice
    photo: PracticePhoto | None
    useful: int


def on_board(topic: Topic | None, wanted: str, turn: Turn) -> Page[Shared]:
    """What everybody can read, the newest first or the best match."""
    words = wanted_words(wanted)
    query = _practices().where(Posting.state == PostingState.SHOWN, has_words(words))
    if topic is not None:
        query = query.where(Practice.topic == topic)
    first = [best_match_first(words)] if words else []
    keys, downs = [*first, Posting.at, Posting.id], [*(False for _ in first), True, True]
    page = page_of(query, keys, turn, size=PAGE, descending=downs)
    return page.of([Shared(*row[:-1]) for row in page.rows])


def waiting_practices() -> list[Shared]:
    """What waits to be looked at, the oldest first."""
    waits = Posting.state == PostingState.WAITING
    return _shared(_practices().where(waits).order_by(Posting.at, Posting.id).limit(PAGE))


def reported_practices() -> list[Shared]:
    """What everybody can read and somebody reported, the oldest first."""
    shown = Posting.state == PostingState.SHOWN
    return _shared(
        _practices().where(shown, is_reported()).order_by(Posting.at, Posting.id).limit(PAGE)
    )


def hidden_practices() -> list[Shared]:
    """What was hidden or sent back, the newest first."""
    states = (PostingState.HIDDEN, PostingState.RETURNED)
    return _shared(
        _practices()
        .where(Posting.state.in_(states))
        .order_by(Posting.at.desc(), Posting.id.desc())
        .limit(PAGE)
    )


def own_practices(actor: Actor) -> list[Shared]:
    """What the actor sent that is not on the board (and was not taken back), the newest first."""
    own = Posting.by_id.in_(same_people(actor.person_id))
    kept = Posting.state.not_in((PostingState.SHOWN, PostingState.WITHDRAWN))
    return _shared(
        _practices().where(own, kept).order_by(Posting.at.desc(), Posting.id.desc()).limit(PAGE)
    )


def get_practice(actor: Actor, posting_id: UUID) -> Shared:
    """A good practice the actor may read. Raises Missing."""
    found = _shared(_practices().where(Posting.id == posting_id, visible(actor)))
    if not found:
        raise Missing
    return found[0]


def photos_of(posting_id: UUID) -> Sequence[PracticePhoto]:
    """The photographs of a good practice in their order."""
    return db.session.scalars(
        select(PracticePhoto)
        .where(PracticePhoto.posting_id == posting_id)
        .order_by(PracticePhoto.position)
    ).all()


def get_photo(actor: Actor, photo_id: UUID, *, small: bool) -> StoredFile:
    """The file of a photograph whose practice the actor may read. Raises Missing."""
    column = PracticePhoto.small_id if small else PracticePhoto.file_id
    found = db.session.scalar(
        select(StoredFile)
        .join(PracticePhoto, column == StoredFile.id)
        .join(Posting, Posting.id == PracticePhoto.posting_id)
        .where(PracticePhoto.id == photo_id, visible(actor))
    )
    if found is None:
        raise Missing
    return found


def finds_useful(actor: Actor, posting_id: UUID) -> bool:
    """Whether the actor said that a practice is useful."""
    return (
        db.session.scalar(
            select(Usefulness.posting_id).where(
                Usefulness.posting_id == posting_id,
                Usefulness.person_id.in_(same_people(actor.person_id)),
            )
        )
        is not None
    )


def _practices() -> Select[Posting, Practice, PracticePhoto, int]:
    useful = (
        select(func.count())
        .where(Usefulness.posting_id == Posting.id)
        .correlate(Posting)
        .scalar_subquery()
    )
    first = (PracticePhoto.posting_id == Posting.id) & (PracticePhoto.position == 1)
    return (
        select(Posting, Practice, PracticePhoto, useful)
        .join(Practice, Practice.posting_id == Posting.id)
        .outerjoin(PracticePhoto, first)
    )


def _shared(query: Select[Posting, Practice, PracticePhoto, int]) -> list[Shared]:
    return [Shared(*row) for row in db.session.execute(query)]
