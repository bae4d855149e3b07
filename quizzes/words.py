"""The words people see for what became of answers."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from flask_babel import lazy_gettext as _

from lms.core.clock import ZONE
from lms.core.i18n import number
from quizzes.items.fill_blank import GAP
from quizzes.rules.feedback import Verdict

VERDICTS = {
    Verdict.RIGHT: _("Right"),
    Verdict.PARTLY: _("Partly right"),
    Verdict.WRONG: _("Not right"),
    Verdict.OPEN: _("Not answered"),
}


def marks(total: Fraction) -> str:
    """Marks as Vietnamese write them, `7,5`; rounded down, so that nobody seems to have passed."""
    return number(int(total * 100) / 100)


def hour(moment: datetime) -> str:
    """Until when, on the same day as a rule: `14:35`, Việt Nam time."""
    return moment.astimezone(ZONE).strftime("%H:%M")


def without_gaps(stem: str) -> str:
    """A question as one line of a list: `Bấm [[1]] để gửi` → `Bấm … để gửi`."""
    return GAP.sub("…", stem)
