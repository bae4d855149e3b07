"""How a quiz version is to be made up, and what forbids it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _

from quizzes.rules.drawing import Card, Line, shortfalls
from quizzes.rules.policy import Policy


@dataclass(frozen=True)
class Plan:
    """How many items are asked, how many must be right, what is drawn, and the limits."""

    draw: int
    pass_mark: int
    blueprint: tuple[Line, ...] = ()
    policy: Policy = field(default_factory=Policy)


def problems(plan: Plan, cards: Sequence[Card]) -> list[str]:
    """What must be mended before a version can be made of these items."""
    return [*_of_numbers(plan, cards), *_of_limits(plan.policy)]


def _of_numbers(plan: Plan, cards: Sequence[Card]) -> Iterator[str]:
    fixed = sum(card.is_fixed for card in cards)
    planned = fixed + sum(line.count for line in plan.blueprint)
    if not cards:
        yield _("Choose at least one bank with questions.")
    elif len(cards) < plan.draw:
        yield _("%(draw)s questions are asked, but only %(n)s are chosen.",
                draw=plan.draw, n=len(cards))  # fmt: skip
    if plan.pass_mark > plan.draw:
        yield _("To pass, %(n)s must be right, but only %(draw)s are asked.",
                n=plan.pass_mark, draw=plan.draw)  # fmt: skip
    if planned > plan.draw:
        yield _("Questions always asked and lines of the plan make %(n)s, but %(draw)s are asked.",
                n=planned, draw=plan.draw)  # fmt: skip


def _of_limits(policy: Policy) -> Iterator[str]:
    if policy.opens_at and policy.closes_at and policy.closes_at <= policy.opens_at:
        yield _("The quiz would close before it opens.")


def missing(plan: Plan, cards: Sequence[Card]) -> list[Line]:
    """The lines of the plan that the chosen items cannot fill, each with how many it lacks."""
    found = shortfalls(cards, plan.draw, plan.blueprint)
    return found[:-1] if found and len(cards) < plan.draw else found  # that one is said above
