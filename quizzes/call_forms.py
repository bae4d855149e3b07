"""The forms of calls: what came of one, and more time or tries for a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField, TextAreaField, ValidationError

from lms.core.db import new_id
from lms.core.forms import AtMost, Filled, Form, TextField

MOST_MINUTES, MOST_TRIES = 240, 10


class CallBackForm(Form):
    """That one has spoken with somebody."""

    note = TextAreaField(
        _("What came of it?"), [Filled(_("Please write a few words.")), AtMost(500)]
    )


class CountField(IntegerField):
    """A whole number that may be left empty; anything else gets a sentence of ours."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        self.data = None
        typed = str(valuelist[0]).strip() if valuelist else ""
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
            raise ValueError(gettext("Please type a number, such as 1."))
        self.data = int(typed)


class UpTo:
    """The largest number a field takes; empty is none."""

    def __init__(self, most: int, message: Any) -> None:
        self.most, self.message = most, message

    def __call__(self, form: object, field: Any) -> None:
        if field.data is not None and field.data > self.most:
            raise ValidationError(self.message)


class AccommodationForm(Form):
    """More time or tries; the quizzes to choose from are drawn by the page."""

    quiz = SelectField(_("Which quiz?"), validators=[Filled(_("Please choose a quiz."))])
    minutes = CountField(
        _("How many more minutes for each test?"),
        [UpTo(MOST_MINUTES, _("At most %(most)s minutes.", most=MOST_MINUTES))],
    )
    tries = CountField(
        _("How many more tries?"),
        [UpTo(MOST_TRIES, _("At most %(most)s tries.", most=MOST_TRIES))],
    )
    reason = TextField(
        _("Why?"),
        [Filled(_("Please say why: others must understand it later.")), AtMost(200)],
    )
    form_id = HiddenField(default=lambda: new_id().hex)

    def validate_tries(self, field: IntegerField) -> None:
        """Something must be given."""
        if not (field.data or self.minutes.data or self.minutes.errors):
            raise ValidationError(gettext("Please give minutes, tries, or both."))

    def given_id(self) -> UUID:
        """The id the page made, so that a form sent twice counts once."""
        try:
            return UUID(str(self.form_id.data))
        except ValueError:
            return new_id()
