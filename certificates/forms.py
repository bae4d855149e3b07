"""Forms of the verify page."""

from flask_babel import lazy_gettext as _

from lms.core.forms import AtMost, FileField, Filled, Form, TextField


class CodeForm(Form):
    """The short code printed on a certificate."""

    code = TextField(
        _("Code on the certificate"),
        [Filled(_("Please type the code printed under the QR code.")), AtMost(40)],
    )


class NameForm(Form):
    """The holder's full name, to compare."""

    full_name = TextField(
        _("Full name on the certificate"),
        [Filled(_("Please type the full name as it is printed.")), AtMost(80)],
    )


class NumberForm(NameForm):
    """The number in the book and the full name: for a paper whose QR code cannot be read."""

    number = TextField(
        _("Number in the book"),
        [Filled(_("Please type the number printed on the certificate.")), AtMost(60)],
    )


class FileForm(Form):
    """The file of a certificate."""

    file = FileField(
        _("File of the certificate (PDF)"), [Filled(_("Please choose the file first."))]
    )
