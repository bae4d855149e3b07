"""The form with which a trainer hands a file out."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from courses.handout_check import MOST_MEGABYTES
from lms.core.db import new_id
from lms.core.errors import Missing
from lms.core.forms import AtMost, FileField, Filled, Form, TextField


class HandoutForm(Form):
    """A file and what it is called."""

    title = TextField(
        _("What is it called? Learners read this."),
        [Filled(_("Please give the file a name.")), AtMost(120)],
    )
    file = FileField(
        _("PDF or PowerPoint (.pptx), at most %(n)s MB", n=MOST_MEGABYTES),
        [Filled(_("Please choose a file."))],
    )
    handout_id = HiddenField(default=lambda: new_id().hex)

    def id_given(self) -> UUID:
        """The id the page gave to what will be handed out. Raises Missing when it is none."""
        try:
            return UUID(self.handout_id.data or "")
        except ValueError:
            raise Missing from None
