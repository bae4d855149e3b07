"""An item while it is being read: what was found, what was lost, why it cannot be taken. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from quizzes.exchange.extras import restore
from quizzes.exchange.format import Attached, Declined, Loss, Reason, Taken
from quizzes.exchange.media_bodies import sort_of
from quizzes.exchange.rich_text import Rich, Shown
from quizzes.wording import STEM, Use, Wording

LONGEST_TITLE = 120
LONGEST_TEXT = 5_000
MOST_MEDIA = 60
LOST = {Use.PICTURE: Loss.PICTURE, Use.AUDIO: Loss.AUDIO}

Find = Callable[[str], bytes | None]
"""The body of a file by the address a text gives."""


class Stop(Exception):
    """This item cannot be taken."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


@dataclass
class Draft:
    """What is known of an item so far."""

    title: str
    losses: set[Loss] = field(default_factory=set)
    attached: dict[tuple[int, Use], Attached] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def lose(self, loss: Loss, *, when: object = True) -> None:
        """Something of the item stays behind."""
        if when:
            self.losses.add(loss)

    def place(self, found: Rich, place: int, find: Find) -> str:
        """The text of a place; its pictures and recordings are kept or counted as lost."""
        for shown in found.shown:
            self._attach(shown, place, find(shown.source))
        return self._said(found)

    def option(self, found: Rich, place: int, find: Find) -> str:
        """The same for an option, which must say something: in words or by its picture."""
        text = self.place(found, place, find)
        picture = self.attached.get((place, Use.PICTURE))
        if not text and picture:
            text = picture.description or self.names[place]
        if not text:
            raise Stop(Reason.EMPTY)
        return text

    def words(self, found: Rich) -> str:
        """The text of something that cannot show media: an explanation, a word in a list."""
        for shown in found.shown:
            self.lose(LOST[shown.use or Use.AUDIO])
        return self._said(found)

    def taken(self, number: int, wording: Wording, kept: Mapping[str, Any]) -> Taken | Declined:
        """The finished item; `kept` is what an export of ours wrote beside it."""
        if not wording.stem:
            picture = self.attached.get((STEM, Use.PICTURE))
            wording = replace(wording, stem=picture.description or self.title if picture else "")
        if not wording.stem:
            return Declined(number, self.title, Reason.EMPTY)
        wording, is_whole = restore(wording, kept)
        losses = self.losses & set(LOST.values()) if is_whole else self.losses
        attached = tuple(self.attached.values())
        return Taken(number, self.title, wording, tuple(sorted(losses)), attached)

    def _said(self, found: Rich) -> str:
        self.lose(Loss.FORMATTING, when=found.is_formatted)
        if len(found.text) > LONGEST_TEXT:
            raise Stop(Reason.TOO_LONG)
        return found.text

    def _attach(self, shown: Shown, place: int, body: bytes | None) -> None:
        sort = sort_of(body) if body else None
        use = shown.use if sort is None else sort.use
        slot = (place, use or Use.AUDIO)
        if body is None or sort is None or slot in self.attached or len(self.attached) > MOST_MEDIA:
            self.lose(LOST[use or Use.AUDIO])
            return
        self.attached[slot] = Attached(place, sort.use, shown.description, body)
        if sort.use is Use.PICTURE:
            self.names[place] = shown.source.rpartition("/")[2].rpartition(".")[0]


def title_of(*texts: str) -> str:
    """The first text that says something, short enough for a list."""
    text = next((" ".join(text.split()) for text in texts if text.strip()), "")
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"
