"""What would become of each item of a file: whole, with a loss, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from lms.core.files import kind_of
from lms.core.names import fold
from quizzes.exchange.format import Attached, Declined, Loss, Reason, Taken
from quizzes.exchange.reading import Entry, from_json
from quizzes.items import KINDS
from quizzes.operations import media
from quizzes.operations.bank import tidied
from quizzes.wording import Medium, Use, Wording

NOT_YET_KEPT = UUID(int=0)  # stands for the file of a medium until the item is taken
REFERENCE = re.compile(r"[1-9]\d{0,2}:[1-9]\d{0,2}")  # lesson and line
LOST = {Use.PICTURE: Loss.PICTURE, Use.AUDIO: Loss.AUDIO}


class Fate(StrEnum):
    """What becomes of an item of a file."""

    WHOLE = "whole"
    LOSSY = "lossy"
    REFUSED = "refused"


@dataclass(frozen=True)
class Judged:
    """An item of a file with its fate.

    `twin_in_bank` and `twin_in_file` are the numbers of items with the same question; `attached`
    what is kept with the item when it is taken.
    """

    number: int
    title: str
    fate: Fate
    wording: Wording | None = None
    losses: Sequence[Loss] = ()
    attached: Sequence[Attached] = ()
    reason: Reason | None = None
    detail: str = ""
    twin_in_bank: int | None = None
    twin_in_file: int | None = None

    @property
    def is_twin(self) -> bool:
        """Whether there is an item with the same question already."""
        return self.twin_in_bank is not None or self.twin_in_file is not None


def same_question(stem: str) -> str:
    """What two stems must share to be likely the same question: letters and digits, folded."""
    return fold("".join(c if c.isalnum() else " " for c in stem))


def judge(reading: Iterable[Entry], in_bank: Mapping[str, int]) -> list[Judged]:
    """Every item of a file; `in_bank` has the number of each question of the bank."""
    seen: dict[str, int] = {}
    judged = []
    for entry in reading:
        one = _judged(from_json(entry))
        if one.wording is not None:
            question = same_question(one.wording.stem)
            twins = (in_bank.get(question), seen.get(question))
            one = replace(one, twin_in_bank=twins[0], twin_in_file=twins[1])
            seen.setdefault(question, one.number)
        judged.append(one)
    return judged


def _judged(found: Taken | Declined) -> Judged:
    if isinstance(found, Declined):
        return _refused(found.number, found.title, found.reason, found.detail)
    if found.wording.kind not in KINDS:
        return _refused(found.number, found.title, Reason.KIND)
    kept = [one for one in found.attached if is_keepable(one)]
    lost = {LOST[one.use] for one in found.attached if not is_keepable(one)}
    shown = [Medium(one.place, one.use, NOT_YET_KEPT, one.description) for one in kept]
    wording = tidied(replace(found.wording, media=shown))
    if wording.reference and not REFERENCE.fullmatch(wording.reference):
        wording = replace(wording, reference="")
        lost.add(Loss.REFERENCE)
    if not wording.stem:
        return _refused(found.number, found.title, Reason.EMPTY)
    try:
        problems = KINDS[wording.kind].problems(wording)
        if not problems:
            KINDS[wording.kind].key_words(wording)
    except (TypeError, ValueError, LookupError):  # a key no author could have written
        return _refused(found.number, found.title, Reason.BROKEN)
    if problems:
        return _refused(found.number, found.title, Reason.PROBLEM, " ".join(problems))
    losses = sorted({*found.losses, *lost})
    fate = Fate.LOSSY if losses else Fate.WHOLE
    return Judged(found.number, found.title, fate, wording, losses, kept)


def _refused(number: int, title: str, reason: Reason, detail: str = "") -> Judged:
    return Judged(number, title, Fate.REFUSED, reason=reason, detail=detail)


def is_keepable(one: Attached) -> bool:
    """Whether a picture or recording is of a kind and size that items may have."""
    found = kind_of(one.body)
    fits = len(one.body) <= media.LARGEST_KB[one.use] * 1024
    return fits and found is not None and found[0] in media.KINDS[one.use]
