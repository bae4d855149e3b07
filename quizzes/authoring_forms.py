"""The forms of authors: a bank, and what every kind of item has."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField, ValidationError

from lms.core.forms import AtMost, Filled, Form, TextField, options
from quizzes.item_words import ITEM_LANGUAGES, LEVELS

LESSON_LINE = re.compile(r"[1-9]\d{0,2}:[1-9]\d{0,3}")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,19}")


def one_code(_form: object, field: Any) -> None:
    """Short, and safe in addresses and file names."""
    if field.data and not CODE.fullmatch(field.data):
        raise ValidationError(
            _("Please use letters without marks, digits and hyphens only, such as AN-TOAN-2.")
        )


class BankForm(Form):
    """A new bank."""

    title = TextField(_("Name of the bank"), [Filled(_("Please give a name.")), AtMost(120)])
    code = TextField(
        _("Short code"), [Filled(_("Please give a short code.")), AtMost(20), one_code]
    )


class ItemForm(Form):
    """What every kind of item has; the fields of a kind are read by the kind itself."""

    stem = TextAreaField(
        _("Question"), [Filled(_("Please write the question.")), AtMost(1000)]
    )  # fmt: skip
    explanation = TextAreaField(_("Explanation: why is it so?"), [AtMost(1000)])
    reference = TextField(_("Lesson line it tests (may be left empty)"), [AtMost(10)])
    level = SelectField(_("Level"), choices=options(LEVELS), coerce=int, default=2)
    tags = TextField(_("Tags (may be left empty)"), [AtMost(200)], render_kw={"list": "known-tags"})
    language = SelectField(_("Language of the question"), choices=options(ITEM_LANGUAGES))
    keep_order = BooleanField(_("Keep the order of the options as I wrote them"))
    seen = HiddenField()
    item_id = HiddenField()

    def validate_reference(self, field: TextField) -> None:
        """Lesson and line, both from 1."""
        if field.data and not LESSON_LINE.fullmatch(field.data):
            raise ValidationError(
                _("Write the lesson and its line with a colon between, such as 5:3.")
            )
