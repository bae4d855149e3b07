"""What the form of a quiz version shows: banks, items and plan as they were chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from secrets import randbelow
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from lms.core.clock import ZONE
from quizzes import bank_queries, composing_queries, queries
from quizzes.bank_queries import BankRow, ItemRow
from quizzes.composing_forms import VersionForm
from quizzes.items.kind import Posted
from quizzes.models import ItemVersion, Quiz, QuizVersion
from quizzes.operations.sitting import SEEDS
from quizzes.rules import plans
from quizzes.rules.drafts import rows_shown
from quizzes.rules.drawing import Card, Line, draw
from quizzes.rules.plans import Plan

ALL, SOME = "all", "some"
FEWEST_LINES = 2
LINE_FIELDS = ("line_count", "line_tag", "line_level")


@dataclass
class QuizSheet:
    """One version of a quiz being made up."""

    quiz: Quiz
    typed: Posted
    form: FlaskForm
    is_checked: bool = False

    @cached_property
    def banks(self) -> list[BankRow]:
        """Every bank with items."""
        return [row for row in bank_queries.banks() if row.items]

    def use(self, bank_id: UUID) -> str:
        """What is taken from a bank: all, some or nothing."""
        return self.typed.get(f"bank-{bank_id}", "")

    @cached_property
    def pool(self) -> Mapping[UUID, list[ItemRow]]:
        """The items of the banks that are used."""
        used = [row.bank.id for row in self.banks if self.use(row.bank.id) in {ALL, SOME}]
        return bank_queries.items_of(used)

    @cached_property
    def items(self) -> list[ItemVersion]:
        """The newest version of every chosen item."""
        ticked = {*self.typed.getlist("item"), *self.typed.getlist("fixed")}
        return [
            row.version
            for bank_id, rows in self.pool.items()
            for row in rows
            if self.use(bank_id) == ALL or str(row.version.item_id) in ticked
        ]

    @cached_property
    def fixed(self) -> list[ItemVersion]:
        """Those that are always asked."""
        ticked = set(self.typed.getlist("fixed"))
        return [one for one in self.items if str(one.item_id) in ticked]

    @cached_property
    def cards(self) -> list[Card]:
        """What drawing looks at."""
        always = {one.id for one in self.fixed}
        return [queries.card_of(one, is_fixed=one.id in always) for one in self.items]

    @cached_property
    def plan(self) -> Plan:
        """The numbers, the plan and the limits."""
        form = self.form
        return Plan(
            form.draw.data or 0, form.pass_mark.data or 0, tuple(self._lines()), form.policy()
        )

    def _lines(self) -> Iterator[Line]:
        columns = [self.typed.getlist(name) for name in LINE_FIELDS]
        for count, tag, level in zip(*columns, strict=False):
            if count.isascii() and count.isdigit() and 0 < int(count) <= 100:
                yield Line(int(count), tag, int(level) if level in {"1", "2", "3"} else None)

    def line_rows(self) -> list[tuple[str, str, str]]:
        """The lines of the plan as they were typed, with some to spare."""
        more = self.typed.get("more") == "line"
        columns = [self.typed.getlist(name) for name in LINE_FIELDS]
        padded = [[*one, *[""] * 30] for one in columns]
        return [tuple(c[i] for c in padded) for i in range(self._count(more))]  # type: ignore[misc]

    def _count(self, more: bool) -> int:
        return rows_shown(self.typed, "line_count", more=more, fewest=FEWEST_LINES)

    def tags(self) -> list[str]:
        """The tags of the banks that are used, and those typed before."""
        there = bank_queries.tags_of([row for rows in self.pool.values() for row in rows])
        return sorted({*there, *(tag for tag in self.typed.getlist("line_tag") if tag)})

    def problems(self) -> list[str]:
        """What forbids this plan."""
        return plans.problems(self.plan, self.cards)

    def missing(self) -> list[Line]:
        """The lines the chosen items cannot fill."""
        return plans.missing(self.plan, self.cards)

    def check(self) -> bool:
        """Whether a version can be made; from now on the page says what is wrong."""
        self.is_checked = True
        return bool(self.form.validate()) and not self.problems() and not self.missing()

    def errors_by_field(self) -> list[tuple[str, str]]:
        """(id of the field, message) for the summary on top of the page."""
        if not self.is_checked:
            return []
        found: list[tuple[str, str]] = self.form.errors_by_field()
        if not found:
            found = [("made-of", problem) for problem in self.problems()]
        if not found and self.missing():
            found = [("plan", _("The bank does not have enough items for a line of the plan."))]
        return found

    def trial(self) -> list[ItemVersion]:
        """What somebody might be asked, drawn once as an attempt would be."""
        by_id = {one.id: one for one in self.items}
        drawn = draw(self.cards, self.plan.draw, randbelow(SEEDS), self.plan.blueprint)
        return [by_id[one.item_version_id] for one in drawn]


def sent(quiz: Quiz) -> QuizSheet:
    """The form as it was sent."""
    typed: Posted = MultiDict(request.form.items(multi=True))
    return QuizSheet(quiz, typed, VersionForm(formdata=typed))


def beginning(quiz: Quiz) -> QuizSheet:
    """The form as the newest version was made, or empty."""
    newest = composing_queries.newest_version(quiz.id)
    if newest is None:
        typed: Posted = MultiDict([("seen", "0"), ("after_time", "soft"), ("wait_hours", "24")])
    else:
        typed = MultiDict([*_limits(newest), *_plan(newest), *_items(newest)])
    return QuizSheet(quiz, typed, VersionForm(formdata=typed))


def _limits(version: QuizVersion) -> Iterator[tuple[str, str]]:
    yield "seen", str(version.number)
    yield "after_time", "hard" if version.hard_limit else "soft"
    for name in ("draw", "pass_mark", "tries_before_wait", "wait_hours", "most_tries"):
        yield name, _shown(getattr(version, name))
    yield "minutes", _shown(version.seconds_allowed and -(-version.seconds_allowed // 60))
    for name in ("opens_at", "closes_at"):
        moment = getattr(version, name)
        yield name, moment.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


def _plan(version: QuizVersion) -> Iterator[tuple[str, str]]:
    for line in version.blueprint:
        yield "line_count", str(line["count"])
        yield "line_tag", line["tag"]
        yield "line_level", _shown(line["level"])


def _items(version: QuizVersion) -> Iterator[tuple[str, str]]:
    drawn = composing_queries.items_of(version.id)
    counts = {row.bank.id: row.items for row in bank_queries.banks()}
    for bank_id in {one.bank.id for one in drawn}:
        own = [one for one in drawn if one.bank.id == bank_id]
        yield f"bank-{bank_id}", ALL if len(own) == counts[bank_id] else SOME
        yield from (("item", str(one.version.item_id)) for one in own)
    yield from (("fixed", str(one.version.item_id)) for one in drawn if one.is_fixed)
