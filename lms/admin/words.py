"""The words people see for what was done."""

from flask_babel import lazy_gettext as _

ACTIONS = {
    "account.opened": _("Account opened"),
    "attempt.submitted": _("Quiz handed in"),
    "attendance.recorded": _("Attendances recorded"),
    "certificate.issued": _("Certificate issued"),
    "coverage.exported": _("Coverage exported"),
    "module.published": _("Module published"),
    "role.granted": _("Role granted"),
    "unit.succeeded": _("Unit went into a new one"),
}
