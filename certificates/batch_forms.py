"""Forms of batches: a decision, and whom it is for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField, ValidationError

from lms.core.clock import today
from lms.core.forms import AtMost, DayField, Filled, Form, NotAfter, TextField

LONGEST_LIST = 40_000  # letters: a thousand people
CHOOSE = _("Please choose from the list.")


class DecisionForm(Form):
    """The decision; what it is for is asked by the forms below."""

    certification = SelectField(_("Which certificate?"), [Filled(CHOOSE)], validate_choice=False)
    year = SelectField(_("For what was done in the year"), [Filled(CHOOSE)], validate_choice=False)
    decision_number = TextField(
        _("Number of the decision"),
        [Filled(_("Please give the number of the decision, such as 123/QĐ-SKHCN.")), AtMost(60)],
    )
    decided_on = DayField(
        _("Day of the decision"),
        [Filled(_("Please give the day of the decision.")), NotAfter(today)],
    )

    def validate_certification(self, field: SelectField) -> None:
        """Only what is offered."""
        self.refuse_others(field)

    def validate_year(self, field: SelectField) -> None:
        """Only what is offered."""
        self.refuse_others(field)

    def refuse_others(self, field: SelectField) -> None:
        """Raise for what the list does not hold."""
        if field.data and field.data not in {value for value, *_more in field.iter_choices()}:
            raise ValidationError(CHOOSE)


class ClassBatchForm(DecisionForm):
    """For everybody who attended a class."""

    place = SelectField(_("Which class?"), [Filled(CHOOSE)], validate_choice=False)

    def validate_place(self, field: SelectField) -> None:
        """Only what is offered."""
        self.refuse_others(field)


class UnitBatchForm(ClassBatchForm):
    """For everybody in teams below a unit."""

    place = SelectField(_("Which commune, or everywhere?"), [Filled(CHOOSE)], validate_choice=False)


class PersonsBatchForm(DecisionForm):
    """For people listed one by one."""

    people = TextAreaField(
        _("Who? One person on each line"),
        [Filled(_("Please type the names, one on each line.")), AtMost(LONGEST_LIST)],
    )

    def typed(self) -> list[str]:
        """The lines that hold something, each once."""
        lines = (" ".join(line.split()) for line in (self.people.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))
