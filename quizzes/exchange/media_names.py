"""Pictures and recordings of an item on their way out: their names in a file. Pure."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from quizzes.exchange.format import Attached, Loss
from quizzes.exchange.media_bodies import sort_of
from quizzes.exchange.plain_text import visible
from quizzes.wording import STEM, Use


@dataclass(frozen=True)
class Named:
    """A picture or recording with its name and media type."""

    name: str
    media_type: str
    attached: Attached

    @property
    def words(self) -> str:
        """Its description, as a file may hold it."""
        return visible(self.attached.description)


def named(attached: Sequence[Attached]) -> list[Named]:
    """Those that other systems know, as `question-picture.png` or `option-2-audio.mp3`."""
    found = []
    for one in attached:
        sort = sort_of(one.body)
        if sort is not None and sort.use is one.use:
            where = "question" if one.place == STEM else f"option-{one.place + 1}"
            found.append(Named(f"{where}-{one.use}.{sort.ending}", sort.media_type, one))
    return found


def lost(written: Sequence[Attached], read: Sequence[Attached]) -> list[Loss]:
    """What of the pictures and recordings did not get into the file."""
    uses = {one.use for one in written if one not in read}
    return [loss for use, loss in ((Use.PICTURE, Loss.PICTURE), (Use.AUDIO, Loss.AUDIO))
            if use in uses]  # fmt: skip


def as_html(text: str) -> str:
    """A plain text as HTML, its line breaks kept."""
    return html.escape(visible(text), quote=False).replace("\n", "<br>")
