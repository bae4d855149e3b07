"""The table of results before and after a class, for files."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from lms.core.clock import today
from lms.core.i18n import day, long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.training.class_quizzes import Line
from lms.training.models import TrainingClass
from lms.training.moments import Moment
from quizzes.models import Earning
from quizzes.rules.gains import normalised_gain, summary


def report_of(held: TrainingClass, lines: Sequence[Line]) -> Report:
    """A line for each person, the averages of those with both results below."""
    whole = summary([line.result for line in lines])
    return Report(
        name=_("Before and after"),
        superior=SUPERIOR,
        agency=current_app.config["ORGANISATION"].upper(),
        title=_("RESULTS BEFORE AND AFTER THE CLASS"),
        subtitle=f"({held.title}, {day(held.held_on)})",
        columns=[
            Column(_("No."), 6),
            Column(_("Full name"), 34, key="name"),
            Column(_("Before"), 12, key="before"),
            Column(_("After"), 12, key="after"),
            Column(_("Share before"), share=True, key="share_before"),
            Column(_("Share after"), share=True, key="share_after"),
            Column(_("Gain g"), share=True, key="gain"),
        ],
        rows=[_cells(number, line) for number, line in enumerate(lines, 1)],
        total=[
            None,
            _("Average of the %(n)s people with both results", n=whole.both),
            None,
            None,
            whole.before,
            whole.after,
            whole.average_gain,
        ],
        place_and_day=f"{PLACE}, {long_day(today())}",
        signatures=SIGNATURES,
        notes=[
            _(
                "Gain g: the part of what was still missing before the class that is right after "
                "it (Hake 1998). A loss is measured by what was right before. Who sat only one of "
                "the two quizzes is in no average."
            )
        ],
    )


def _cells(number: int, line: Line) -> list[Cell]:
    before, after = line.result.before, line.result.after
    gain = None if before is None or after is None else normalised_gain(before, after)
    scores = [_score(line.marks.get(moment)) for moment in Moment]
    return [number, line.person.full_name, *scores, before, after, gain]


def _score(mark: Earning | None) -> str | None:
    return None if mark is None else f"{mark.score}/{mark.out_of}"
