"""Pages of statistics: the quizzes, one quiz, one item of it, the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, g, render_template
from flask.typing import ResponseReturnValue

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.pages import Sorting, share_words
from quizzes import answer_queries, correction_queries, statistics_queries
from quizzes.items import KINDS
from quizzes.permissions import QuizPermission
from quizzes.rules.correcting import CORRECTABLE
from quizzes.rules.statistics import ENOUGH, FEWEST
from quizzes.rules.verdicts import URGENCY
from quizzes.statistics_queries import ItemLine
from quizzes.statistics_reports import statistics_report
from quizzes.statistics_words import GROUPS, LANGUAGES, METHODS, SAYINGS, decimal, span

pages = Blueprint("item_statistics", __name__, url_prefix="/quizzes/statistics")
share_words(pages, sayings=SAYINGS)
pages.add_app_template_filter(decimal, "decimal")
pages.add_app_template_filter(span, "span")

LOWEST = float("-inf")
NOTABLE = 4  # verdicts that need an author
# What a table of items can be sorted by; what cannot be said comes first.
ORDERS: Mapping[str, Callable[[ItemLine], Any]] = {
    "number": lambda line: (line.number, line.version_number),
    "note": lambda line: URGENCY.index(line.verdict),
    "people": lambda line: line.figures.people,
    "right": lambda line: _low(line.figures.facility),
    "apart": lambda line: _low(line.figures.discrimination),
    "possible": lambda line: _low(line.figures.efficiency),
    "time": lambda line: _low(line.seconds),
}


def _low(value: float | None) -> float:
    return LOWEST if value is None else value


@pages.get("/")
@requires(QuizPermission.STATISTICS)
def quizzes() -> ResponseReturnValue:
    """Every quiz, with how many tests were handed in."""
    return render_template(
        "quizzes/statistics/quizzes.html",
        lines=statistics_queries.quiz_lines(),
        waiting=sum(one.decision is None for one in correction_queries.corrections()),
    )


@pages.get("/<uuid:quiz_id>")
@requires(QuizPermission.STATISTICS)
def quiz(quiz_id: UUID) -> ResponseReturnValue:
    """A quiz and its items, with one plain sentence each."""
    found = statistics_queries.statistics_of(quiz_id)
    sorting = Sorting.from_request(ORDERS, "number")
    lines = sorted(found.items.values(), key=ORDERS[sorting.column], reverse=sorting.descending)
    return render_template(
        "quizzes/statistics/quiz.html",
        found=found,
        lines=lines,
        sorting=sorting,
        notable=[
            line
            for verdict in URGENCY[:NOTABLE]
            for line in found.items.values()
            if line.verdict is verdict
        ],
        groups=_groups(found.figures.groups),
        **_limits(),
    )


@pages.get("/<uuid:quiz_id>/items.<string:ending>")
@requires(QuizPermission.STATISTICS)
def quiz_file(quiz_id: UUID, ending: str) -> Response:
    """The table of items as a file. Every download is logged."""
    if ending not in tables.SHEETS:
        raise Missing
    found = statistics_queries.statistics_of(quiz_id)
    report = statistics_report(found, made_on=today(), agency=current_app.config["ORGANISATION"])
    record(
        "statistics.exported", found.quiz, by=g.actor, at=now(), label=found.quiz.title,
        file=ending,
    )  # fmt: skip
    write, kind = tables.SHEETS[ending]
    return tables.download(write(report), kind, f"thong-ke-{found.quiz.code.lower()}.{ending}")


@pages.get("/<uuid:quiz_id>/items/<uuid:version_id>")
@requires(QuizPermission.STATISTICS)
def item(quiz_id: UUID, version_id: UUID) -> ResponseReturnValue:
    """One version of an item: what was answered, by whom it splits, its versions."""
    found = statistics_queries.statistics_of(quiz_id)
    line = found.items.get(version_id)
    if line is None:
        raise Missing
    version = correction_queries.get_version(version_id)
    valid = correction_queries.valid_versions([version_id]).get(version_id)
    return render_template(
        "quizzes/statistics/item.html",
        found=found,
        line=line,
        version=version,
        valid=valid,
        kind=KINDS[version.kind],
        answers=answer_queries.answers_to(quiz_id, version),
        versions=[v for v in statistics_queries.versions_of(line.item_id) if v.id in found.items],
        corrections=correction_queries.corrections_of([version_id]),
        may_correct=version.kind in CORRECTABLE and valid is None,
        groups=_groups(line.figures.groups),
        **_limits(),
    )


def _groups(found: Mapping[Any, Any]) -> list[tuple[object, Any]]:
    """The splits in their order: how it was sat, then the languages."""
    words = [*GROUPS.items(), *LANGUAGES.items()]
    return [(word, found[name]) for name, word in words if name in found]


def _limits() -> dict[str, object]:
    return {"few": FEWEST, "enough": ENOUGH, "methods": METHODS}
