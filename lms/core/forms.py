"""The house form: CSRF by Flask-WTF, texts tidied to NFC, first wrong field known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import DateField, SelectMultipleField, StringField, ValidationError
from wtforms import FileField as WTFileField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag
from wtforms.widgets import CheckboxInput, FileInput, ListWidget

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


class DayField(DateField):
    """A day: the phone's own picker, or typed as 05/03/2026. Nonsense gets a sentence of ours."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if not valuelist or not str(valuelist[0]).strip():
            self.data = None
            return
        try:
            super().process_formdata([str(valuelist[0]).strip()])
        except ValueError:
            raise ValueError(
                lazy_gettext("This is no day. Type it as day/month/year, such as 05/03/2026.")
            ) from None


def options(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """The choices of a field from a table value → words."""
    return [SelectChoice(value, label) for value, label in words.items()]


class TicksField(SelectMultipleField):
    """Several of a few, each a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class FileField(WTFileField):
    """A file somebody sends in."""

    widget = FileInput()

    def body(self) -> bytes:
        """The bytes sent, or none."""
        return self.data.read() if isinstance(self.data, FileStorage) else b""

    @contextmanager
    def saved(self) -> Iterator[Path]:
        """The bytes sent as a file on disk, for as long as it is looked at."""
        with NamedTemporaryFile(prefix="hocso-") as file:
            if isinstance(self.data, FileStorage):
                copyfileobj(self.data.stream, file)
            file.flush()
            yield Path(file.name)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """A file that is not there counts as empty."""
        if isinstance(self.data, FileStorage) and not self.data.filename:
            self.data = None
        return bool(super().validate(form, extra_validators))


class NotAfter:
    """The day must not lie after today; `today` is asked when the form is checked."""

    def __init__(self, today: Any) -> None:
        self.today = today

    def __call__(self, form: object, field: Any) -> None:
        if isinstance(field.data, date) and field.data > self.today():
            raise ValidationError(lazy_gettext("This day is still to come."))


class Filled:
    """The field must not be empty; says so in the field's own sentence."""

    field_flags = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:
        if not field.data and not field.process_errors:  # what could not be read was filled
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
