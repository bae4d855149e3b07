"""The forms of classes: planning one, recording who came, correcting the register."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from lms.core.forms import AtMost, DayField, Filled, Form, TextField, TicksField, options
from lms.training.operations import Part
from lms.training.words import ORGANISERS

LINE = re.compile(r"^\s*(\d{1,3})\s+(?:(M\d{1,2})\b[.:]?\s*)?(.+?)\s*$")


class ClassForm(Form):
    """Plan a class with its halls, programme and trainers."""

    title = TextField(_("Title of the class"), [Filled(_("Please give a name.")), AtMost(200)])
    held_on = DayField(_("Day"), [Filled(_("Please choose a day."))])
    begins = TimeField(_("Begins at (may be left empty)"), [Optional()])
    hours = IntegerField(
        _("How many hours?"),
        [NumberRange(1, 40, _("Please type the hours, such as 4."))],
        default=4,
    )
    organiser = RadioField(_("Held by"), choices=options(ORGANISERS), default="commune")
    unit = SelectField(_("For whom"))
    halls = TicksField(_("Halls: one in each commune ticked"), default=())
    place = TextField(
        _("What the halls are called"),
        [Filled(_("Please name the place.")), AtMost(120)],
    )
    capacity = IntegerField(
        _("Seats in each hall"),
        [NumberRange(1, 2000, _("Please type a number from 1 to 2000."))],
        default=60,
    )
    programme = TextAreaField(_("Programme"), [AtMost(2000)])
    trainers = TicksField(_("Trainers"), default=())

    def validate_programme(self, field: TextAreaField) -> None:
        """Every line must begin with its minutes."""
        for number, line in enumerate((field.data or "").splitlines(), 1):
            if line.strip() and not LINE.match(line):
                raise ValidationError(
                    gettext("Line %(n)s: write the minutes first, such as: 60 M7 Safety", n=number)
                )

    def parts(self) -> list[Part]:
        """The programme as typed: `60 M7 Safety online` each."""
        found = (LINE.match(line) for line in (self.programme.data or "").splitlines())
        return [
            Part(title=match[3], topic=match[2] or "", minutes=int(match[1]))
            for match in found
            if match
        ]


class AttendancesForm(Form):
    """Who is in the hall. The boxes are drawn by the page; ids are checked against the roster."""

    person = SelectMultipleField(validate_choice=False)
    reason = TextField(_("Why is the signed register changed?"), [AtMost(400)])

    def people(self) -> set[Any]:
        """The ids ticked."""
        return set(self.person.data or ())


class CorrectionForm(Form):
    """Strike an attendance, or let it stand again."""

    reason = TextField(_("Why?"), [Filled(_("Please give the reason.")), AtMost(400)])
