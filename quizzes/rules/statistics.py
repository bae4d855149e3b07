"""How a quiz and its items fared, on the first test of each person. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum, sqrt

from quizzes.rules.indices import TINY, Marks, deviation, discrimination, efficiency, mean

FEWEST = 5  # below, a figure says more about single people than about the item
ENOUGH = 50  # below, Moodle’s documentation and textbooks call item statistics unsteady


@dataclass(frozen=True)
class Sheet:
    """One attempt: its items, what each earned (0 to 1), and the groups it is counted in."""

    items: Sequence[Hashable]
    marks: Marks
    groups: Sequence[Hashable] = ()


@dataclass(frozen=True)
class Share:
    """How many people, and the mean of what they earned of one mark."""

    people: int
    mean: float


@dataclass(frozen=True)
class ItemFigures:
    """What is known of one item version; None where it cannot be said."""

    people: int
    facility: float | None = None
    deviation: float | None = None
    discrimination: float | None = None
    efficiency: float | None = None
    alpha_without: float | None = None
    groups: Mapping[Hashable, Share] = field(default_factory=dict)


@dataclass(frozen=True)
class QuizFigures:
    """What is known of a quiz; marks are in items, so 7.2 means 7.2 of `length` items."""

    people: int
    length: float = 0
    mean: float | None = None
    deviation: float | None = None
    alpha: float | None = None
    error: float | None = None
    groups: Mapping[Hashable, Share] = field(default_factory=dict)

    @property
    def error_ratio(self) -> float | None:
        """Error of measurement over standard deviation = √(1 − α)."""
        return None if self.alpha is None else sqrt(1 - self.alpha)


@dataclass
class _Sums:
    """Sums over marks less the mean of their item: squares, products of pairs, how many."""

    squares: float = 0.0
    products: float = 0.0
    marks: int = 0
    pairs: int = 0

    def alpha(self, length: float) -> float | None:
        """α = k·c̄ / (v̄ + (k − 1)·c̄) for k items of mean variance v̄ and mean covariance c̄."""
        if self.pairs == 0 or length <= 1:
            return None
        middle = self.products / self.pairs
        whole = self.squares / self.marks + (length - 1) * middle
        return None if abs(whole) < TINY else length * middle / whole


def analyse(sheets: Sequence[Sheet]) -> tuple[QuizFigures, dict[Hashable, ItemFigures]]:
    """The figures of a quiz and of each of its items.

    Cronbach’s α (1951) = k/(k − 1)·(1 − ΣV(x_i)/V(T)), in the equal form k·c̄/(v̄ + (k − 1)·c̄).
    Where attempts drew different items, v̄ and c̄ are taken over all marks and pairs that were
    seen, each mark less the mean of its item, so that luck of the draw neither adds nor takes away;
    k is the mean number of items. With the same items for everybody this *is* Cronbach’s α and
    Moodle’s “coefficient of internal consistency”. Error of measurement = SD·√(1 − α).
    """
    people = len(sheets)
    if people < FEWEST:
        counts = _columns(sheets)
        return QuizFigures(people), {item: ItemFigures(len(c[0])) for item, c in counts.items()}
    columns = _columns(sheets)
    means = {item: mean(column[0]) for item, column in columns.items()}
    whole, of_items, spread = _sums(sheets, means)
    length = whole.marks / people
    alpha = whole.alpha(length)
    totals = [fsum(sheet.marks) for sheet in sheets]
    quiz = QuizFigures(
        people,
        length,
        mean(totals),
        deviation(totals),
        alpha,
        None if alpha is None else sqrt(spread / (people - 1)) * sqrt(1 - alpha),
        _shares(_by_group((s.groups, fsum(s.marks) / max(1, len(s.marks))) for s in sheets)),
    )
    by_group = _groups_of_items(sheets)
    return quiz, {
        item: _item(marks, rests, _without(whole, of_items[item], length), by_group.get(item, {}))
        for item, (marks, rests) in columns.items()
    }


def _item(
    marks: Marks, rests: Marks, alpha: float | None, groups: Mapping[Hashable, list[float]]
) -> ItemFigures:
    if len(marks) < FEWEST:
        return ItemFigures(len(marks))
    return ItemFigures(
        len(marks),
        mean(marks),
        deviation(marks),
        discrimination(marks, rests),
        efficiency(marks, rests),
        alpha,
        _shares(groups),
    )


def _columns(sheets: Sequence[Sheet]) -> dict[Hashable, tuple[list[float], list[float]]]:
    """Item → its marks, and beside each what the attempt earned with the other items."""
    found: dict[Hashable, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for sheet in sheets:
        total = fsum(sheet.marks)
        for item, mark in zip(sheet.items, sheet.marks, strict=True):
            column = found[item]
            column[0].append(mark)
            column[1].append(total - mark)
    return found


def _sums(
    sheets: Sequence[Sheet], means: Mapping[Hashable, float]
) -> tuple[_Sums, dict[Hashable, _Sums], float]:
    """Sums of everything, what is each item’s part of them, and Σ of squared totals."""
    whole, of_items, spread = _Sums(), {item: _Sums() for item in means}, 0.0
    for sheet in sheets:
        off = [mark - means[item] for item, mark in zip(sheet.items, sheet.marks, strict=True)]
        total, others = fsum(off), len(off) - 1
        squares = fsum(x * x for x in off)
        spread += total * total
        whole.squares += squares
        whole.products += total * total - squares
        whole.marks += others + 1
        whole.pairs += others * (others + 1)
        for item, x in zip(sheet.items, off, strict=True):
            part = of_items[item]
            part.squares += x * x
            part.products += 2 * x * (total - x)
            part.marks += 1
            part.pairs += 2 * others
    return whole, of_items, spread


def _without(whole: _Sums, part: _Sums, length: float) -> float | None:
    """α of the quiz if this item were not in it; one item shorter."""
    left = _Sums(
        whole.squares - part.squares,
        whole.products - part.products,
        whole.marks - part.marks,
        whole.pairs - part.pairs,
    )
    return left.alpha(length - 1) if left.marks else None


def _by_group(rows: Iterable[tuple[Sequence[Hashable], float]]) -> dict[Hashable, list[float]]:
    found: dict[Hashable, list[float]] = defaultdict(lambda: [0, 0.0])
    for groups, mark in rows:
        for group in groups:
            found[group][0] += 1
            found[group][1] += mark
    return found


def _groups_of_items(sheets: Sequence[Sheet]) -> dict[Hashable, dict[Hashable, list[float]]]:
    found: dict[Hashable, dict[Hashable, list[float]]] = defaultdict(dict)
    for sheet in sheets:
        for item, mark in zip(sheet.items, sheet.marks, strict=True):
            groups = found[item]
            for group in sheet.groups:
                sums = groups.setdefault(group, [0, 0.0])
                sums[0] += 1
                sums[1] += mark
    return found


def _shares(sums: Mapping[Hashable, list[float]]) -> dict[Hashable, Share]:
    return {group: Share(int(n), total / n) for group, (n, total) in sums.items()}
