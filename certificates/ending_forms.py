"""Forms that end certificates: revoke one or many, replace one."""

from flask_babel import lazy_gettext as _
from wtforms import RadioField, TextAreaField

from certificates.issued_words import REASONS
from certificates.models import Reason
from lms.core.forms import AtMost, Filled, Form, TextField, options

REVOKING = (Reason.NOT_EARNED, Reason.FRAUD, Reason.NAME, Reason.FACTS, Reason.OTHER)
REPLACING = (Reason.NAME, Reason.UNIT, Reason.FACTS, Reason.OTHER)


class DecisionForm(Form):
    """Why a certificate ends: reason, decision, what everybody may read, a note."""

    reason = RadioField(
        _("Reason"),
        [Filled(_("Please choose the reason."))],
        choices=options({one.value: REASONS[one] for one in REVOKING}),
        validate_choice=True,
    )
    number = TextField(
        _("Number of the decision"),
        [Filled(_("Please type the number of the decision, such as 12/QĐ-SKHCN.")), AtMost(80)],
    )
    public_text = TextField(
        _("What everybody may read who checks it"),
        [Filled(_("Please write a sentence that everybody may read.")), AtMost(300)],
    )
    note = TextAreaField(_("Note for the office (may stay empty)"), [AtMost(1_000)])


class ReplacementForm(DecisionForm):
    """The same for a new edition."""

    reason = RadioField(
        _("Reason"),
        [Filled(_("Please choose the reason."))],
        choices=options({one.value: REASONS[one] for one in REPLACING}),
        validate_choice=True,
    )


class RevocationListForm(DecisionForm):
    """Numbers and the decision that revokes them all."""

    numbers = TextAreaField(
        _("Numbers or codes of the certificates, one a line"),
        [Filled(_("Please type or paste at least one number.")), AtMost(40_000)],
        render_kw={"rows": 8},
    )
