"""The form that says which quizzes a class sits."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField, ValidationError

from lms.core.forms import Form, options
from lms.training.moments import Moment


class ClassQuizzesForm(Form):
    """A quiz before the class and one after it; empty means none."""

    before = SelectField(_("Quiz before the class"), validate_choice=False)
    after = SelectField(_("Quiz after the class"), validate_choice=False)

    def offer(self, quizzes: Mapping[str, str]) -> ClassQuizzesForm:
        """The quizzes one may choose: id of the version as text → title."""
        for field in (self.before, self.after):
            field.choices = options({"": _("none"), **quizzes})
        return self

    def validate_before(self, field: SelectField) -> None:
        """One of those offered."""
        if (field.data or "") not in {value for value, *_label in field.iter_choices()}:
            raise ValidationError(gettext("Please choose one of the quizzes on the list."))

    validate_after = validate_before

    def chosen(self) -> dict[Moment, str]:
        """What was chosen for each moment."""
        return {Moment.BEFORE: self.before.data or "", Moment.AFTER: self.after.data or ""}
