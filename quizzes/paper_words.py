"""The words people see for papers, and for how an attempt was sat."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from quizzes.models import Way
from quizzes.rules.papers import Stage

STAGES: Mapping[Stage, object] = {
    Stage.PRINTED: _("Printed"),
    Stage.KEYED: _("Waits for a second person"),
    Stage.DIFFERING: _("To be settled"),
    Stage.CONFIRMED: _("Confirmed"),
}
WAYS: Mapping[Way, object] = {
    Way.ONLINE: _("Online"),
    Way.PAPER: _("Sat on paper"),
    Way.ORAL: _("Answered aloud"),
    Way.OFFLINE: _("Sat on the phone without network"),
}
