"""The words people see for the status of certificates, why they ended, and what a document is."""

from flask_babel import lazy_gettext as _

from certificates.models import Form, Reason, Signing
from certificates.rules import Status

# Status → words, kind of colour, icon.
STATUSES = {
    Status.VALID: (_("Valid"), "good", "circle-check"),
    Status.EXPIRING: (_("Ends soon"), "warn", "clock"),
    Status.EXPIRED: (_("Over"), "", "clock"),
    Status.REPLACED: (_("Replaced by a new one"), "", "refresh"),
    Status.REVOKED: (_("Revoked"), "bad", "x"),
}
REASONS = {
    Reason.NAME: _("Name misspelt"),
    Reason.UNIT: _("Wrong team or commune"),
    Reason.FACTS: _("Another printed fact was wrong"),
    Reason.NOT_EARNED: _("What it vouches for was not earned"),
    Reason.FRAUD: _("Obtained by deceit"),
    Reason.OTHER: _("Another reason"),
}
FORMS = {
    Form.SEALED: _("Signed by the system with the agency's key"),
    Form.UNSIGNED: _("Not signed yet: with an empty field for the agency's signature"),
    Form.RETURNED: _("Signed by the agency with its own token"),
}
SIGNINGS = {
    Signing.SEAL: _("By the system, with the agency's key"),
    Signing.BY_HAND: _("By hand, or with the agency's token"),
}
