"""The sign-in form."""

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, PasswordField

from lms.core.forms import AtMost, Filled, Form, TextField


class SignInForm(Form):
    """A name (username or phone) and a password or PIN."""

    name = TextField(
        _("Username or phone number"),
        [Filled(_("Please type your username or phone number.")), AtMost(80)],
    )
    secret = PasswordField(
        _("Password or PIN"), [Filled(_("Please type your password or PIN.")), AtMost(200)]
    )
    next = HiddenField()
    carried = HiddenField()
