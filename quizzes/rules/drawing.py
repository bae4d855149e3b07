"""What is drawn for an attempt and in which order it is shown. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID


@dataclass(frozen=True)
class Card:
    """An item a quiz may draw; `parts` is how many options or choices are shuffled."""

    item_version_id: UUID
    item_id: UUID
    parts: int
    tags: frozenset[str] = frozenset()
    level: int = 2
    is_fixed: bool = False
    keep_order: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a blueprint: so many items with this tag and of this level; empty means any."""

    count: int
    tag: str = ""
    level: int | None = None

    def takes(self, card: Card) -> bool:
        """Whether an item fits the line."""
        return (not self.tag or self.tag in card.tags) and self.level in {None, card.level}


@dataclass(frozen=True)
class Drawn:
    """One drawn item and the order in which its parts are shown."""

    item_version_id: UUID
    order: tuple[int, ...]


def draw(
    cards: Sequence[Card],
    count: int,
    seed: int,
    blueprint: Sequence[Line] = (),
    seen: Collection[UUID] = (),
) -> list[Drawn]:
    """Draw `count` items: the fixed ones, then the lines of the blueprint, then any.

    Within each, items (by item id) that were not `seen` come first, so that nobody meets a
    question again while the bank lasts. The same seed draws the same; as Python promises that only
    for one release, what was drawn is stored as rows.
    """
    chance = Random(seed)
    shuffled = chance.sample(list(cards), len(cards))
    left = sorted(shuffled, key=lambda card: card.item_id in seen)
    chosen = _take(left, count, (card for card in left if card.is_fixed))
    for line in blueprint:
        fitting = [card for card in left if line.takes(card)]
        chosen += _take(left, min(line.count, count - len(chosen)), fitting)
    chosen += _take(left, count - len(chosen), list(left))
    chance.shuffle(chosen)
    return [Drawn(card.item_version_id, _order(card, chance)) for card in chosen]


def _take(left: list[Card], count: int, fitting: Iterable[Card]) -> list[Card]:
    """Take the first `count` of the fitting ones out of what is left."""
    taken = list(fitting)[: max(0, count)]
    for card in taken:
        left.remove(card)
    return taken


def _order(card: Card, chance: Random) -> tuple[int, ...]:
    """The author's order where it matters, otherwise another one."""
    order = list(range(card.parts))
    if not card.keep_order:
        chance.shuffle(order)
    return tuple(order)


def shortfalls(cards: Sequence[Card], count: int, blueprint: Sequence[Line]) -> list[Line]:
    """The lines that the bank cannot fill, each with how many items it lacks."""
    left, short = [card for card in cards if not card.is_fixed], []
    for line in blueprint:
        taken = _take(left, line.count, [card for card in left if line.takes(card)])
        if len(taken) < line.count:
            short.append(Line(line.count - len(taken), line.tag, line.level))
    if len(cards) < count:
        short.append(Line(count - len(cards)))
    return short
