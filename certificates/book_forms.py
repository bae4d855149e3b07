"""Form of a void number."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from lms.core.forms import AtMost, Filled, Form, TextField


class VoidForm(Form):
    """Why no certificate bears the next number; it names the number, so that none goes twice."""

    next_number = HiddenField()
    reason = TextField(
        _("Why is the number void?"), [Filled(_("Please say why the number is void.")), AtMost(200)]
    )
