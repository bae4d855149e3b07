"""The words people see for states and duties."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from lms.requirements.models import TrainingYear
from lms.requirements.rules import State

STATES = {
    State.MET: _("Trained"),
    State.DUE: _("Not yet trained"),
    State.NOT_BOUND: _("Counted next year"),
}


def duty_words(year: TrainingYear) -> str:
    """The duty of a year in plain words: “1 module passed or 1 class attended”."""
    modules = ngettext("%(num)s module passed", "%(num)s modules passed", year.needed_modules)
    classes = ngettext("%(num)s class attended", "%(num)s classes attended", year.needed_classes)
    return str(gettext("%(modules)s or %(classes)s", modules=modules, classes=classes))
