"""Forms of corrected keys; the key itself has the fields of its kind."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField

from lms.core.forms import AtMost, Filled, Form, TextField


class ProposalForm(Form):
    """Why the key is wrong, and what learners read from now on."""

    explanation = TextAreaField(
        _("Explanation learners read"),
        [Filled(_("Please explain why this answer is right.")), AtMost(1000)],
    )
    reason = TextField(
        _("Why is the key wrong?"), [Filled(_("Please give the reason.")), AtMost(400)]
    )


class ApprovalForm(Form):
    """A word of whoever approves; may be empty."""

    note = TextField(_("Note (may be empty)"), [AtMost(400)])


class RefusalForm(Form):
    """Why a correction is turned down."""

    note = TextField(
        _("Why is it turned down?"), [Filled(_("Please give the reason.")), AtMost(400)]
    )
