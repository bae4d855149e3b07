"""The words people see for batches: reasons, what to look at, scopes."""

from flask_babel import lazy_gettext as _

from certificates.batch_models import Exclusion, Scope
from certificates.batch_rules import Fault

EXCLUSIONS = {
    Exclusion.NOT_EARNED: _("Has not earned it yet"),
    Exclusion.HAS_ONE: _("Has this certificate already"),
    Exclusion.NAME_UNCONFIRMED: _("The name is not confirmed"),
    Exclusion.NAME_WRONG: _("Said to be spelt wrong"),
    Exclusion.LEFT_OUT: _("Left out by the office"),
    Exclusion.GONE: _("Died, or entered twice"),
}
FAULTS = {
    Fault.NO_TEAM: _("in no team"),
    Fault.NO_BIRTH_YEAR: _("no year of birth"),
    Fault.CAPITALS: _("name in capitals"),
    Fault.LOWER_CASE: _("name in small letters"),
    Fault.UNCONFIRMED: _("name not confirmed"),
}
SCOPES = {
    Scope.CLASS: _("Who attended a class"),
    Scope.UNIT: _("Everybody in teams of a unit"),
    Scope.PERSONS: _("People listed by name"),
}
