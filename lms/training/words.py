"""The words people see for organisers and for the ways into a register."""

from flask_babel import lazy_gettext as _

from lms.training.models import Organiser, Way

ORGANISERS = {
    Organiser.DEPARTMENT: _("The department"),
    Organiser.COMMUNE: _("The commune"),
    Organiser.NATIONAL: _("A national agency"),
}
WAYS = {
    Way.LIST: _("Ticked on the list"),
    Way.SELF: _("Checked in by QR code"),
    Way.SHEET: _("From the signed sheet"),
    Way.IMPORT: _("From an imported list"),
}
