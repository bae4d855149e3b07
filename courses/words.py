"""The words people see for topics and stages."""

from flask_babel import lazy_gettext as _

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
