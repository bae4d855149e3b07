"""The words people see for organisers."""

from flask_babel import lazy_gettext as _

from lms.training.models import Organiser

ORGANISERS = {
    Organiser.DEPARTMENT: _("The department"),
    Organiser.COMMUNE: _("The commune"),
    Organiser.NATIONAL: _("A national agency"),
}
