"""The words people see for organisers, ways into a register, paper, lists and sums."""

from flask_babel import lazy_gettext as _

from lms.training.list_matching import ListReason, ListVerdict
from lms.training.models import Organiser, Way
from lms.training.moments import Moment
from lms.training.paper import Stage
from lms.training.periods import Grouping

ORGANISERS = {
    Organiser.DEPARTMENT: _("The department"),
    Organiser.COMMUNE: _("The commune"),
    Organiser.NATIONAL: _("A national agency"),
}
MOMENTS = {
    Moment.BEFORE: _("Before the class"),
    Moment.AFTER: _("After the class"),
}
WAYS = {
    Way.LIST: _("Ticked on the list"),
    Way.SELF: _("Checked in by QR code"),
    Way.SHEET: _("From the signed sheet"),
    Way.IMPORT: _("From an imported list"),
}
STAGES = {
    Stage.PRINTED: _("Not keyed yet"),
    Stage.KEYED: _("Waits for a second person"),
    Stage.DIFFERING: _("Two people do not agree"),
    Stage.CONFIRMED: _("Confirmed"),
}
LIST_VERDICTS = {
    ListVerdict.FOUND: _("Found"),
    ListVerdict.CHOOSE: _("To decide"),
    ListVerdict.NOBODY: _("On no roster"),
    ListVerdict.PRESENT: _("In the register already"),
    ListVerdict.WRONG: _("Cannot be used"),
}
LIST_REASONS = {
    ListReason.SEVERAL: _("several people have this name"),
    ListReason.NAME_ONLY: _("only the name fits"),
    ListReason.OTHER_BIRTH: _("the year of birth is another one"),
    ListReason.OTHER_PLACE: _("sits in another team or commune"),
    ListReason.TWICE: _("stands twice in the file"),
    ListReason.NO_NAME: _("has no name"),
    ListReason.LEFT: _("was on a roster, but no longer on the day of the class"),
    ListReason.UNKNOWN: _("nobody of this name is on a roster here"),
    ListReason.UNDECIDED: _("not decided"),
    ListReason.SKIPPED: _("left out as decided"),
}
GROUPINGS = {
    Grouping.CLASS: _("By class"),
    Grouping.TOPIC: _("By topic"),
    Grouping.ORGANISER: _("By organiser"),
    Grouping.UNIT: _("By commune"),
    Grouping.MONTH: _("By month"),
    Grouping.QUARTER: _("By quarter"),
    Grouping.YEAR: _("By year"),
}
