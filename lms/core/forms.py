"""The house form: CSRF by Flask-WTF, texts tidied to NFC, first wrong field known."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError

from lms.core.names import tidy


class Form(FlaskForm):  # type: ignore[misc]
    """Root of every form. Shape only; what is allowed stays in rules and operations."""

    def errors_by_field(self) -> list[tuple[str, str]]:
        """(id of the field, message) for the summary on top of the page."""
        return [(field.id, str(error)) for field in self for error in field.errors]


class TextField(StringField):
    """One line of text, tidied: NFC, single spaces, none at the ends."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Tidy what was typed."""
        super().process_formdata([tidy(value) for value in valuelist])


class Filled:
    """The field must not be empty; says so in the field's own sentence."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:
        if not field.data:
            raise ValidationError(self.message)


class AtMost:
    """Longest text a field takes."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.field_flags = {"maxlength": length}

    def __call__(self, form: object, field: Any) -> None:
        if field.data and len(field.data) > self.length:
            raise ValidationError(
                lazy_gettext("Please use at most %(length)s letters.", length=self.length)
            )
