"""Pictures and recordings of items: kept as they are sent, small enough for a poor network."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.errors import Refused
from lms.core.files import PICTURES, RECORDINGS, StoredFile, keep_file, kind_of
from quizzes.wording import Use

KINDS = {Use.PICTURE: PICTURES, Use.AUDIO: RECORDINGS}
LARGEST_KB = {Use.PICTURE: 300, Use.AUDIO: 1024}


def keep_medium(body: bytes, use: Use, *, by: Actor, at: datetime) -> StoredFile:
    """Keep a picture or a recording for an item."""
    ending_of(body, use)
    return keep_file(body, by=by, at=at, kinds=KINDS[use])


def ending_of(body: bytes, use: Use) -> str:
    """The ending of a file that can be kept for an item. Refused for any other."""
    found = kind_of(body)
    if found is None or found[0] not in KINDS[use]:
        raise Refused(_wrong_kind(use))
    size = -(-len(body) // 1024)
    if size > LARGEST_KB[use]:
        raise Refused(_too_large(use, size))
    return found[1]


def _wrong_kind(use: Use) -> str:
    if use is Use.PICTURE:
        return str(_("Please choose a picture: JPEG or PNG."))
    return str(_("Please choose a recording: MP3, M4A or OGG."))


def _too_large(use: Use, size: int) -> str:
    limits = {"size": size, "most": LARGEST_KB[use]}
    if use is Use.PICTURE:
        words = _(
            "This picture has %(size)s KB, at most %(most)s KB are taken. Send it to yourself by a "
            "chat app or make it smaller, then choose it again.",
            **limits,
        )
    else:
        words = _(
            "This recording has %(size)s KB, at most %(most)s KB are taken. Record a shorter one.",
            **limits,
        )
    return str(words)
