"""Forms of designs."""

from flask_babel import lazy_gettext as _
from wtforms import SelectField, TextAreaField

from certificates.design_check import LONGEST
from lms.core.forms import AtMost, Filled, Form, TextField


class BeginForm(Form):
    """An own design, begun from one of the gallery."""

    name = TextField(_("Name of your design"), [Filled(_("Please give it a name.")), AtMost(80)])
    design = SelectField(_("Begun from"))


class DesignForm(Form):
    """The text of a design."""

    html = TextAreaField("HTML", [Filled(_("The page is empty.")), AtMost(LONGEST)])
    css = TextAreaField("CSS", [AtMost(LONGEST)])
    note = TextField(_("What is new in it? (for the list of versions)"), [AtMost(200)])
    filled_with = SelectField(_("Show it filled with"))
