"""The words people see for what was done."""

from flask_babel import lazy_gettext as _

ACTIONS = {
    "account.opened": _("Account opened"),
    "attempt.submitted": _("Quiz handed in"),
    "attendance.recorded": _("Attendances recorded"),
    "certificate.issued": _("Certificate issued"),
    "coverage.exported": _("Coverage exported"),
    "invitation.accepted": _("PIN chosen by slip"),
    "invitation.given": _("Slip given to choose a PIN"),
    "module.published": _("Module published"),
    "person.merged": _("Two entries merged into one person"),
    "person.parted": _("Merge of two entries undone"),
    "person.told_apart": _("Two entries told apart"),
    "phone.looked": _("Full phone number looked at"),
    "review.accepted": _("Yearly review accepted"),
    "review.handed_in": _("Yearly review handed in"),
    "review.returned": _("Yearly review returned"),
    "role.granted": _("Role granted"),
    "roster.changed": _("Roster changed"),
    "roster.exported": _("Roster exported"),
    "roster.imported": _("Roster file taken over"),
    "rule.set": _("Rule for teams set"),
    "team.reviewed": _("Team looked through in the yearly review"),
    "units.reorganised": _("Units reorganised"),
    "units.restored": _("Reorganisation undone"),
    "village.entered": _("Village entered"),
    "village.merged": _("Village merged into another one"),
    "village.moved": _("Village placed under another commune"),
    "village.renamed": _("Village renamed"),
}
