"""What somebody chooses about their own messages."""

import re

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, ValidationError

from lms.core.forms import AtMost, Form, TextField

# One @, a point in the domain, plain letters: what every mail server takes.
MAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class MailShape:
    """An e-mail address, or nothing."""

    def __call__(self, form: object, field: TextField) -> None:
        if field.data and not MAIL.fullmatch(field.data):
            raise ValidationError(_("This is no e-mail address. It looks like: ten@example.vn"))


class ChoiceForm(Form):
    """One's own e-mail address, and whether one wants reminders."""

    mail = TextField(_("Your e-mail address (may stay empty)"), [MailShape(), AtMost(120)])
    reminders = BooleanField(_("Write to me when training is due or a class is near"))
