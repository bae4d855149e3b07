"""The words people see for what earns a certificate, who signs, and on what it is printed."""

from flask_babel import lazy_gettext as _

from certificates.models import Signing, Validity
from certificates.template_models import Paper

VALIDITIES = {
    Validity.YEAR: _("To the end of the year it is for"),
    Validity.MONTHS: _("So many months from the day of issue"),
    Validity.OPEN: _("Without end"),
}
SIGNINGS = {
    Signing.SEAL: _("The system, with the agency's key"),
    Signing.BY_HAND: _("A person: on paper, or with the agency's own token"),
}
AUTOMATIC = {
    "1": _("At once, as soon as everything is done"),
    "": _("Only by a decision that lists people"),
}
WAITING = {
    "1": _("Wait until it is confirmed"),
    "": _("Issue with the name as it stands on the roster"),
}
PAPERS = {
    Paper.A4_LANDSCAPE: _("A4 across"),
    Paper.A4_PORTRAIT: _("A4 upright"),
    Paper.A5: _("A5 across"),
    Paper.CARD: _("Card, 85.6 × 54 mm"),
}
