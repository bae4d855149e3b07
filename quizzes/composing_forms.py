"""The forms of quizzes: a new one, a version of one, and its release."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import DateTimeLocalField, HiddenField, IntegerField, RadioField
from wtforms.validators import NumberRange, Optional

from lms.core.clock import ZONE
from lms.core.forms import AtMost, Filled, Form, TextField, options
from quizzes.authoring_forms import one_code
from quizzes.rules.policy import WAIT_HOURS, Policy

FORMATS = ["%Y-%m-%dT%H:%M", "%H:%M %d/%m/%Y"]
AFTER_TIME = {
    "soft": _("Answers still count, and are marked as late"),
    "hard": _("Nothing more is taken"),
}


class MomentField(DateTimeLocalField):
    """A day and time in Việt Nam, from the phone's own picker or typed as 08:00 05/03/2026."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=FORMATS, **more)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = None
        typed = [str(value).strip() for value in valuelist if str(value).strip()]
        if not typed:
            return
        try:
            super().process_formdata(typed)
        except ValueError:
            raise ValueError(
                _("This is no time. Type it as hour:minute day/month/year: 08:00 05/03/2026.")
            ) from None

    def instant(self) -> datetime | None:
        """The moment in UTC."""
        return self.data.replace(tzinfo=ZONE).astimezone(UTC) if self.data else None


class WholeField(IntegerField):
    """A whole number; anything else gets a sentence of ours."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata([str(value).strip() for value in valuelist])
        except ValueError:
            raise ValueError(_("Please type a whole number in digits.")) from None


def _from(least: int, most: int) -> NumberRange:
    return NumberRange(
        least, most, _("Please type a number from %(least)s to %(most)s.", least=least, most=most)
    )


class QuizForm(Form):
    """A new quiz."""

    title = TextField(_("Name of the quiz"), [Filled(_("Please give a name.")), AtMost(120)])
    code = TextField(
        _("Short code"), [Filled(_("Please give a short code.")), AtMost(20), one_code]
    )


class VersionForm(Form):
    """The numbers and limits of a quiz version; banks, items and the plan are drawn by the page."""

    draw = WholeField(_("How many questions are asked?"), [_from(1, 100)])
    pass_mark = WholeField(_("How many must be right to pass?"), [_from(0, 100)])
    minutes = WholeField(_("Minutes allowed (empty: no limit)"), [Optional(), _from(1, 600)])
    after_time = RadioField(
        _("What happens when the time is over?"), choices=options(AFTER_TIME), default="soft"
    )
    opens_at = MomentField(_("Opens (empty: at once)"), [Optional()])
    closes_at = MomentField(_("Closes (empty: never)"), [Optional()])
    tries_before_wait = WholeField(
        _("After how many failed tries is there a pause? (empty: no pause)"),
        [Optional(), _from(1, 20)],
    )
    wait_hours = WholeField(
        _("How many hours is the pause?"), [Optional(), _from(1, 720)], default=WAIT_HOURS
    )
    most_tries = WholeField(
        _("How many tries at most? (empty: any number)"), [Optional(), _from(1, 100)]
    )
    seen = HiddenField()

    def policy(self) -> Policy:
        """The limits as they are kept."""
        minutes = self.minutes.data
        return Policy(
            seconds_allowed=minutes * 60 if minutes else None,
            hard_limit=bool(minutes) and self.after_time.data == "hard",
            opens_at=self.opens_at.instant(),
            closes_at=self.closes_at.instant(),
            tries_before_wait=self.tries_before_wait.data,
            wait_hours=self.wait_hours.data or WAIT_HOURS,
            most_tries=self.most_tries.data,
        )


class ReleaseForm(Form):
    """Let learners meet a version."""

    note = TextField(
        _("What is new in this version?"), [Filled(_("Please say what is new.")), AtMost(300)]
    )
