"""The form that notes what came of looking at a sign."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField

from lms.core.forms import AtMost, Filled, Form, TextField, options
from lms.requirements.signs.words import FINDINGS


class SignReviewForm(Form):
    """What was found, and why."""

    finding = RadioField(
        _("What did you find?"),
        choices=options(FINDINGS),
        validators=[Filled(_("Please choose one."))],
    )
    reason = TextField(
        _("Whom did you ask, and what did they say?"),
        [Filled(_("Please give the reason.")), AtMost(400)],
    )
