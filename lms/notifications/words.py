"""The words people see for kinds, ways, states and troubles of messages."""

from flask_babel import lazy_gettext as _

from lms.core.letters import Channel, Trouble
from lms.core.outbox import MessageState
from lms.notifications.rules import Kind

KINDS = {
    Kind.CLASS: _("Class tomorrow"),
    Kind.OVERDUE: _("Overdue"),
    Kind.DUE: _("Last day comes near"),
    Kind.EXPIRING: _("Certificate's year ends"),
    Kind.CERTIFICATE: _("Certificate is ready"),
    Kind.INVITATION: _("Invitation to a class"),
    Kind.TEAM: _("Digest for a leader"),
    Kind.COMMUNE: _("Digest for a commune"),
    Kind.CONTENT: _("Content to be read again"),
}
WHEN = {
    Kind.CLASS: _("The day before a class, to those with a seat"),
    Kind.OVERDUE: _("On the day after the last day, then every week"),
    Kind.DUE: _("60, 30, 14 and 7 days before the last day"),
    Kind.EXPIRING: _("14 days before the certificate's year ends"),
    Kind.CERTIFICATE: _("When a certificate was issued, once for each"),
    Kind.INVITATION: _("7 and 3 days before a class with a hall near by"),
    Kind.TEAM: _("Every Monday, while somebody of the team is still to be trained"),
    Kind.COMMUNE: _("Every Monday"),
    Kind.CONTENT: _(
        "A fortnight before content is to be read again, on the day, then every fortnight"
    ),
}
# The subject of a mail; filled in with what the text says.
SUBJECTS = {
    Kind.CLASS: _("Class tomorrow: %(title)s"),
    Kind.OVERDUE: _("Overdue: %(duty)s"),
    Kind.DUE: _("%(days)s days left: %(duty)s"),
    Kind.EXPIRING: _("Your certificate of %(year)s"),
    Kind.CERTIFICATE: _("Your certificate is ready: %(programme)s"),
    Kind.INVITATION: _("A class near you on %(day)s"),
    Kind.TEAM: _("%(team)s: %(still)s people still to be trained"),
    Kind.COMMUNE: _("%(unit)s: %(still)s people still to be trained"),
    Kind.CONTENT: _("Modules to be read again: %(number)s"),
}
CHANNELS = {
    Channel.PHONE: _("Text message"),
    Channel.MAIL: _("E-mail"),
    Channel.PAPER: _("To be told"),
}
STATES = {
    MessageState.WAITING: _("Waiting"),
    MessageState.SENDING: _("Being sent"),
    MessageState.SENT: _("Sent"),
    MessageState.FAILED: _("Turned away"),
    MessageState.GIVEN_UP: _("Given up"),
    MessageState.HELD: _("To be told"),
    MessageState.TOLD: _("Told"),
}
TROUBLES = {
    Trouble.NO_CHANNEL: _("Not sent: no channel is set up."),
    Trouble.NO_ADDRESS: _("Not sent: no phone or e-mail is known."),
    Trouble.UNREACHABLE: _("The sending service could not be reached."),
    Trouble.REFUSED_FOR_NOW: _("The sending service did not take it for now."),
    Trouble.REFUSED: _("The sending service refused it."),
    Trouble.UNCLEAR: _("The line broke after the text went out: perhaps it arrived."),
    Trouble.BROKEN_OFF: _("Sending was broken off: perhaps it arrived."),
    Trouble.TOO_LATE: _("It lay for more than a day and was not sent."),
}
