"""The forms around a register: seats, changes of a plan, people without a name, photographs."""

from __future__ import annotations

from secrets import token_urlsafe

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    HiddenField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    TimeField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from lms.core.forms import AtMost, DayField, FileField, Filled, Form, TextField, TicksField

TITLE = (_("Title of the class"), [Filled(_("Please give a name.")), AtMost(200)])
PLACE = (_("What the hall is called"), [Filled(_("Please name the place.")), AtMost(120)])
SEATS = (_("Seats in the hall"), [NumberRange(1, 2000, _("Please type a number from 1 to 2000."))])


def request_id() -> str:
    """What tells a form sent twice from two forms."""
    return token_urlsafe(9)


class BookingForm(Form):
    """For whom a seat is kept, and in which hall. The page offers the people of one team."""

    venue = RadioField(_("In which hall?"), validators=[Filled(_("Please choose a hall."))])
    person = SelectMultipleField(validate_choice=False)

    def validate_person(self, field: SelectMultipleField) -> None:
        """Somebody of those offered must be ticked."""
        offered = {value for value, _label, _chosen, _more in field.iter_choices()}
        if not field.data or not set(field.data) <= offered:
            raise ValidationError(gettext("Please tick at least one person of this team."))


class ChangeForm(Form):
    """Change a class before its day."""

    title = TextField(*TITLE)
    held_on = DayField(_("Day"), [Filled(_("Please choose a day."))])
    begins = TimeField(_("Begins at (may be left empty)"), [Optional()])
    hours = IntegerField(
        _("How many hours?"), [NumberRange(1, 40, _("Please type the hours, such as 4."))]
    )


class HallForm(Form):
    """Change a hall before the day of the class."""

    place = TextField(*PLACE)
    capacity = IntegerField(*SEATS)


class HallsForm(Form):
    """Give a class more halls."""

    halls = TicksField(
        _("Halls: one in each commune ticked"), [Filled(_("Please tick at least one commune."))]
    )
    place = TextField(*PLACE)
    capacity = IntegerField(*SEATS, default=60)


class CallingOffForm(Form):
    """Call a class off."""

    reason = TextField(
        _("Why? Whoever has a seat will read this."),
        [Filled(_("Please give the reason.")), AtMost(400)],
    )


class WalkInForm(Form):
    """Somebody who came and is not on the list."""

    name = TextField(
        _("Full name, as they say it"), [Filled(_("Please write down the name.")), AtMost(120)]
    )
    note = TextField(_("Team, village or birth year, if known"), [AtMost(200)])
    request_id = HiddenField(default=request_id)


class HeadCountForm(Form):
    """How many people without a list are in the hall."""

    people = IntegerField(
        _("How many people were counted who are on no list?"),
        [NumberRange(0, 5000, _("Please type how many people were counted."))],
    )
    why = TextField(_("Note (who counted, why there is no list)"), [AtMost(200)])
    request_id = HiddenField(default=request_id)


class NoneOfOursForm(Form):
    """Why a walk-in is none of our people."""

    reason = TextField(
        _("Why? (a guest, of another province …)"),
        [Filled(_("Please give the reason.")), AtMost(400)],
    )


class PhotoForm(Form):
    """A photograph of the class or of its signed sheet."""

    photo = FileField(
        _("Photograph (JPEG, PNG) or PDF"), [Filled(_("Please choose a photograph."))]
    )
    caption = TextField(_("What does it show?"), [AtMost(200)])
