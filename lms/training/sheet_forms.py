"""The forms of registers on paper and of lists: photographs, rows signed, what is settled."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import IntegerField, SelectMultipleField, ValidationError
from wtforms.validators import NumberRange, Optional

from lms.core.forms import AtMost, FileField, Filled, Form, TextField
from lms.training.keying import Keyed
from lms.training.paper import BadNumbers, numbers_of


class PhotoForm(Form):
    """A photograph of a page."""

    photo = FileField(
        _("Photograph of the whole page (JPEG, PNG or PDF)"),
        [Filled(_("Please choose a photograph."))],
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


class KeyingForm(Form):
    """Which rows are signed, by ticks, by numbers, or both; how many signatures were counted."""

    row = SelectMultipleField(validate_choice=False)
    numbers = TextField(_("Numbers with a signature"), [AtMost(400)])
    signatures = IntegerField(
        _("How many signatures do you count beside printed names?"),
        [NumberRange(0, 100, _("Count the signatures and type the number, such as 12."))],
    )
    written = IntegerField(
        _("How many names were added by hand in the empty rows?"),
        [Optional(), NumberRange(0, 100, _("Please type a number, such as 2."))],
        default=0,
    )
    reason = TextField(_("Why is the signed register changed?"), [AtMost(400)])

    def validate_numbers(self, field: Any) -> None:
        """The text must be a list of row numbers."""
        try:
            numbers_of(field.data or "")
        except BadNumbers as bad:
            raise ValidationError(
                gettext("“%(piece)s” is no row number. Type it so: 1-5, 8, 12", piece=bad.piece)
            ) from None

    def ticked(self) -> set[int]:
        """The rows ticked, without those typed as numbers."""
        return {int(one) for one in self.row.data or () if one.isdecimal() and len(one) < 7}

    def keyed(self) -> Keyed:
        """What was read from the page."""
        rows = frozenset(self.ticked() | numbers_of(self.numbers.data or ""))
        return Keyed(rows, self.signatures.data or 0, self.written.data or 0)


class ConfirmForm(Form):
    """A second person agrees, or settles the rows on which two do not agree."""

    keying = TextField()
    reason = TextField(_("Why is the signed register changed?"), [AtMost(400)])


class ListFileForm(Form):
    """A list of who attended."""

    file = FileField(
        _("File with the list (.xlsx, .xls, .ods, .csv)"),
        [Filled(_("Please choose a file."))],
    )
