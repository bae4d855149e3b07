"""How heavy a lesson is for a phone: what is loaded with it, and what only on request. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lms.core.markup import files_in, pictures_in

MOST_BYTES = 100_000  # of text and pictures a lesson: half a minute on a poor network


@dataclass(frozen=True)
class Weight:
    """Bytes of a lesson: its words and pictures, and beside them recordings and films."""

    text: int
    pictures: int
    beside: int

    @property
    def loaded(self) -> int:
        """What a phone loads to show the lesson."""
        return self.text + self.pictures

    @property
    def is_too_heavy(self) -> bool:
        """Whether that is more than a lesson should weigh."""
        return self.loaded > MOST_BYTES

    @property
    def share(self) -> int:
        """How much of what a lesson may weigh is used, in percent."""
        return round(100 * self.loaded / MOST_BYTES)


def weigh(body: str, sizes: Mapping[str, int]) -> Weight:
    """Weigh a text; `sizes` are the bytes of the files it may show. A file twice is loaded once."""
    pictures = {name for name, _words in pictures_in(body)}
    beside = set(files_in(body)) - pictures
    return Weight(
        text=len(body.encode()),
        pictures=sum(sizes.get(name, 0) for name in pictures),
        beside=sum(sizes.get(name, 0) for name in beside),
    )
