"""Shape of the form that sends a file of items."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField, ValidationError

from lms.core.forms import FileField, Form, options
from quizzes.exchange.formats import FORMATS

BY_CONTENT = "auto"


class ItemFileForm(Form):
    """A file, or the same as text, and the format it is in."""

    file = FileField(_("File"))
    text = TextAreaField(_("Or paste the questions here as text"))
    format = RadioField(
        _("Format"),
        choices=options(
            {BY_CONTENT: _("Find out by itself")}
            | {name: one.TITLE for name, one in FORMATS.items()}
        ),
        default=BY_CONTENT,
    )

    def validate_file(self, field: Any) -> None:
        """A file or a text must be there."""
        if not field.data and not (self.text.data or "").strip():
            raise ValidationError(_("Please choose a file, or paste the questions below."))
