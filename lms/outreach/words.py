"""The words people see for what is wrong with a line, and for what is asked again."""

from flask_babel import lazy_gettext as _

from lms.outreach.rules import Doubt, Fault

FAULTS = {
    Fault.FUTURE: _("This day is still to come."),
    Fault.TOO_EARLY: _("Only visits of this year can be entered."),
    Fault.NO_HOUSEHOLD: _("Please type how many households were helped, at least 1."),
    Fault.TOO_MANY: _("This number is too large for one visit. Please look again."),
    Fault.TOO_LONG: _("This text is too long."),
    Fault.PRIVATE_NUMBER: _(
        "Please leave out phone numbers and identity numbers: this log keeps no names and no "
        "numbers of citizens."
    ),
    Fault.OTHER_PAGE: _(
        "This code is not that of the team's page for this month. Look at the code, the day and "
        "the team again, or leave it empty."
    ),
}
DOUBTS = {
    Doubt.HOUSEHOLDS: _("More than 40 household attendances on one visit is a lot."),
    Doubt.PRODUCTS: _("More than 20 products helped online on one visit is a lot."),
    Doubt.ACCOUNTS: _("More than 30 accounts opened on one visit is a lot."),
    Doubt.NAME: _("The text seems to name somebody. Do not write names of citizens."),
    Doubt.ALIKE: _("A line with the same day, topic and numbers is in the log already."),
}
