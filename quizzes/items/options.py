"""What kinds with options share: how they are written, and which are alike. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from lms.core.names import fold
from quizzes.items.kind import MOST_PARTS, Posted, rows

FEWEST = 2


def alike(options: Sequence[str], fewest: int = FEWEST) -> list[str]:
    """Too few options, too many, or two that read the same."""
    found = []
    if len(options) < fewest:
        found.append(gettext("Write at least %(n)s options.", n=fewest))
    if len(options) > MOST_PARTS:
        found.append(gettext("Write at most %(n)s options.", n=MOST_PARTS))
    if len({" ".join(option.split()).casefold() for option in options}) < len(options):
        found.append(gettext("Two options are the same."))
    return found


def nearly_alike(options: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of options that differ by marks, case or signs at most."""
    folded = [fold("".join(c for c in text if c.isalnum() or c.isspace())) for text in options]
    return [
        (options[i], options[j])
        for j in range(len(options))
        for i in range(j)
        if folded[i] == folded[j] and options[i] != options[j]
    ]


def written_options(form: Posted) -> dict[str, Any]:
    """Options with the explanation beside each, and the rows of the form they stood in."""
    kept = rows(form, "option", "option_explanation")
    explanations = [texts[1] for _row, texts in kept]
    return {
        "options": [texts[0] for _row, texts in kept],
        "option_explanations": explanations if any(explanations) else [],
        "rows": [row for row, _texts in kept],
    }
