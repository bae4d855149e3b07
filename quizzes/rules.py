"""Pure decisions of a quiz: what is drawn, in which order it is shown, what it earns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID


@dataclass(frozen=True)
class Drawn:
    """One drawn item and the order in which its options are shown."""

    item_version_id: UUID
    option_order: tuple[int, ...]


@dataclass(frozen=True)
class Total:
    """What an attempt earned."""

    score: int
    out_of: int
    passed: bool


def draw(items: Sequence[tuple[UUID, int]], count: int, seed: int) -> list[Drawn]:
    """Draw `count` of the items (id, number of options); the same seed draws the same.

    Items come in an order of their own; Python promises `Random(int).sample/shuffle` alike
    across releases only for the same algorithm, therefore what was drawn is stored as rows.
    """
    chance = Random(seed)
    chosen = chance.sample(list(items), min(count, len(items)))
    return [Drawn(item_id, _shuffled(options, chance)) for item_id, options in chosen]


def _shuffled(options: int, chance: Random) -> tuple[int, ...]:
    order = list(range(options))
    chance.shuffle(order)
    return tuple(order)


def total(right: Sequence[bool], pass_mark: int) -> Total:
    """One mark for each right item; passed from `pass_mark` marks on."""
    score = sum(right)
    return Total(score, len(right), score >= pass_mark)
