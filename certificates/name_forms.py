"""Forms about how a name is spelt."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from lms.core.forms import AtMost, Filled, Form, TextField


class ConfirmationForm(Form):
    """That the name, as it was shown, is right."""

    name = HiddenField()
    next = HiddenField()


class ComplaintForm(Form):
    """That it is not, and how it should be."""

    name = HiddenField()
    next = HiddenField()
    wanted = TextField(
        _("How it should be"),
        [Filled(_("Please type the name as it should be.")), AtMost(80)],
    )


class ReasonedForm(Form):
    """That an officer confirms a name, and why."""

    name = HiddenField()
    why = TextField(
        _("How do you know? For example: seen on the identity card"),
        [Filled(_("Please say how you know.")), AtMost(200)],
    )
