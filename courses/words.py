"""The words people see for topics and stages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from courses.facets import Length, Show, State
from courses.models import Topic
from courses.rules import Stage

TOPICS = {
    Topic.INDUCTION: _("Being a team member"),
    Topic.SAFETY: _("Safety online"),
    Topic.PUBLIC_SERVICES: _("Online public services"),
    Topic.IDENTITY: _("Electronic identity"),
    Topic.E_PAYMENT: _("Paying without cash"),
    Topic.QR: _("QR codes"),
    Topic.DIGITAL_SHOP: _("Digital shop"),
    Topic.CITIZEN_APP: _("Citizen app"),
    Topic.FIELD_REPORTS: _("Field reports"),
    Topic.ASSISTANT: _("Virtual assistant"),
}
STAGES = {
    Stage.NEW: _("Not started"),
    Stage.READING: _("Learning"),
    Stage.QUIZ: _("Quiz is left"),
    Stage.DONE: _("Passed"),
}
# The filters of the catalogue in their order, each with its values.
FACETS: Mapping[str, Mapping[Any, Any]] = {
    "show": {Show.NEEDED: _("You need these"), Show.NEW: _("New")},
    "state": {
        State.UNDER_WAY: _("Learning"),
        State.NOT_BEGUN: _("Not started"),
        State.DONE: _("Passed"),
    },
    "length": {
        Length.SHORT: _("Up to 15 minutes"),
        Length.MIDDLE: _("16 to 30 minutes"),
        Length.LONG: _("More than 30 minutes"),
    },
    "topic": TOPICS,
}
FACET_NAMES = {
    "show": _("For you"),
    "state": _("How far you are"),
    "length": _("How long"),
    "topic": _("Topic"),
}
