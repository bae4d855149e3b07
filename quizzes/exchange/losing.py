"""Which things an item has that a format may not carry. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from quizzes.exchange.format import Loss
from quizzes.wording import Level, Use, Wording


def had(wording: Wording) -> set[Loss]:
    """Everything an item has beside its question, options and key."""
    uses = {medium.use for medium in wording.media}
    found = {
        Loss.PICTURE: Use.PICTURE in uses,
        Loss.AUDIO: Use.AUDIO in uses,
        Loss.OPTION_EXPLANATIONS: any(wording.option_explanations),
        Loss.EXPLANATION: bool(wording.explanation),
        Loss.TAGS: bool(wording.tags),
        Loss.LEVEL: wording.level != Level.MIDDLE,
        Loss.LANGUAGE: wording.language != "vi",
        Loss.REFERENCE: bool(wording.reference),
        Loss.KEEP_ORDER: wording.keep_order,
    }
    return {loss for loss, is_there in found.items() if is_there}


def lost_of(wording: Wording, not_carried: Collection[Loss]) -> Sequence[Loss]:
    """What of this item a format does not carry."""
    return sorted(had(wording) & set(not_carried))


def media_lost(wording: Wording) -> Sequence[Loss]:
    """What a format of texts leaves of an item."""
    return lost_of(wording, (Loss.PICTURE, Loss.AUDIO))
