"""The words people see for where a version stands, its steps, and the weight of findings."""

from flask_babel import lazy_gettext as _

from courses.authoring.rules import State, Step
from courses.authoring.rules.findings import Weight

STATES = {
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("Waits for a review"),
    State.RETURNED: _("Returned to its author"),
    State.APPROVED: _("Approved, not published yet"),
    State.PUBLISHED: _("Published"),
    State.WITHDRAWN: _("Withdrawn"),
}
STEPS = {
    Step.ASKED: _("Sent to be reviewed"),
    Step.APPROVED: _("Approved"),
    Step.RETURNED: _("Returned"),
    Step.REOPENED: _("Taken back to write on"),
}
WEIGHTS = {
    Weight.MUST: _("To be mended"),
    Weight.CONFIRM: _("To be confirmed before it is published"),
    Weight.SHOULD: _("Better look again"),
}
# What has to happen next, for whoever opens the page of a version.
NEXT = {
    State.DRAFT: _("Whoever writes it sends it to be reviewed by somebody else."),
    State.IN_REVIEW: _(
        "Somebody who did not write it reads every line, then approves or returns it."
    ),
    State.RETURNED: _("The author mends it and sends it again."),
    State.APPROVED: _("The author says what changed and publishes it."),
    State.PUBLISHED: _("Learners who begin now learn this version."),
    State.WITHDRAWN: _("Nobody begins it any more. Who was learning it keeps it."),
}
