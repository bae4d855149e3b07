"""Share a good practice with its photographs; send it again when it came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask_babel import gettext as _

from courses.models import Topic
from courses.words import TOPICS
from lms.community import moderating, operations, queries
from lms.community.models import Posting, Practice, PracticePhoto
from lms.community.operations import Text, refuse_personal
from lms.community.rules import PHOTOS, PostingKind, PostingState, plain_text
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.files import StoredFile, body_of, keep_file
from lms.core.names import tidy
from lms.core.pictures import Picture, made_small

WEBP = frozenset({"image/webp"})
SMALL = 320  # pixels: as wide as it is seen in a list


@dataclass(frozen=True)
class Particulars:
    """What there is to say of a good practice beside its words."""

    topic: Topic
    month: date | None = None
    households: int | None = None
    replaces: Posting | None = None


@dataclass(frozen=True)
class Photo:
    """A photograph already kept, and the words for who cannot see it."""

    file_id: UUID
    words: str


def keep_picture(picture: Picture, *, by: Actor, at: datetime) -> StoredFile:
    """Keep a photograph made small; it counts once a practice shows it."""
    return keep_file(picture.body, by=by, at=at, kinds=WEBP)


def share(
    text: Text, about: Particulars, photos: Sequence[Photo], *, by: Actor, at: datetime
) -> UUID:
    """Send a good practice in. It is read by everybody once somebody else has let it through."""
    if done := operations.known(by, text.request_id):
        return done.id
    _refuse_photos(photos)
    _refuse_replacing(about.replaces, by)
    topic = TOPICS[about.topic]
    posting, is_new = operations.write(PostingKind.PRACTICE, text, str(topic), by=by, at=at)
    if not is_new:
        return posting.id
    row = Practice(
        posting_id=posting.id,
        topic=about.topic,
        month=about.month,
        households=about.households,
        replaces_id=about.replaces.id if about.replaces else None,
    )
    db.session.add(row)
    for position, photo in enumerate(photos, 1):
        _add_photo(posting, position, photo, by=by, at=at)
    if about.replaces is not None:
        moderating.withdraw(about.replaces, by=by, at=at)
    return posting.id


def _add_photo(posting: Posting, position: int, photo: Photo, *, by: Actor, at: datetime) -> None:
    kept = db.session.get_one(StoredFile, photo.file_id)
    small = made_small(body_of(kept), SMALL)
    row = PracticePhoto(
        posting_id=posting.id,
        position=position,
        file_id=kept.id,
        small_id=keep_picture(small, by=by, at=at).id,
        width=small.width,
        height=small.height,
        words=tidy(plain_text(photo.words)),
    )
    db.session.add(row)


def _refuse_photos(photos: Sequence[Photo]) -> None:
    if len(photos) > PHOTOS:
        raise Refused(_("At most %(most)s photographs.", most=PHOTOS))
    for photo in photos:
        if not tidy(photo.words):
            raise Refused(_("Please say of every photograph what it shows."))
        refuse_personal(photo.words)


def _refuse_replacing(old: Posting | None, by: Actor) -> None:
    if old is None:
        return
    if not queries.is_own(by, old) or old.state is not PostingState.RETURNED:
        raise Refused(_("Only a post that came back to you can be sent again."))
