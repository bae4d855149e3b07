"""The form that notes what came of looking at a sign."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.validators import AnyOf

from lms.core.forms import AtMost, Filled, Form, TextField, options
from lms.requirements.signs.words import FINDINGS


class SignReviewForm(Form):
    """What was found, and why."""

    # AnyOf says in our words what RadioField itself would say in English.
    finding = RadioField(
        _("What did you find?"),
        choices=options(FINDINGS),
        validators=[AnyOf([one.value for one in FINDINGS], _("Please choose one."))],
        validate_choice=False,
    )
    reason = TextField(
        _("Whom did you ask, and what did they say?"),
        [Filled(_("Please give the reason.")), AtMost(400)],
    )
