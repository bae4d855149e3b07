"""Shape of the forms of packages."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField

from courses.models import ModuleVersion
from lms.core.forms import AtMost, FileField, Filled, Form, TextField


class PackageForm(Form):
    """A package to take in."""

    file = FileField(_("ZIP file"), [Filled(_("Please choose a file."))])


class LessonForm(Form):
    """A lesson done in a package: in which draft, called what, and what stands above it."""

    version = SelectField(_("Draft of a module"), validate_choice=True)
    title = TextField(
        _("Title of the lesson"), [Filled(_("Please give the lesson a title.")), AtMost(200)]
    )
    body = TextAreaField(
        _("What to tell members above it"),
        [Filled(_("Please write one or two sentences of introduction.")), AtMost(5_000)],
    )

    def offer(self, drafts: Any) -> None:
        """Let one of these drafts be chosen."""
        self.version.choices = [(str(one.id), _words(one)) for one in drafts]


def _words(version: ModuleVersion) -> str:
    return f"{version.module.code}. {version.title} ({version.number})"
