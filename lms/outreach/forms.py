"""The forms of the log. The rules decide what a line may say; here it is said at its place."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, IntegerField, SelectField

from courses.words import TOPICS
from lms.core.db import new_id
from lms.core.forms import AtMost, DayField, Filled, Form, TextField, options
from lms.outreach import rules
from lms.outreach.rules import NOTE_LETTERS, PLACE_LETTERS, Line
from lms.outreach.words import FAULTS


class CountField(IntegerField):
    """A whole number as people type it: 1.200 or 1200; left empty it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        text = "".join(str(value) for value in valuelist[:1]).replace(".", "").replace(" ", "")
        self.data = 0
        if text and not (text.isascii() and text.isdigit() and len(text) < 7):
            raise ValueError(_("Please type a whole number, such as 5."))
        self.data = int(text or 0)


class VisitForm(Form):
    """One visit, on one screen of a phone."""

    visited_on = DayField(_("Day of the visit"), [Filled(_("Please choose a day."))])
    place = TextField(_("Where"), [Filled(_("Please name the place.")), AtMost(PLACE_LETTERS)])
    topic = SelectField(_("What the team helped with"), choices=options(TOPICS))
    households = CountField(_("How many times was a household helped?"))
    products = CountField(_("How many products were helped online?"))
    accounts = CountField(_("How many accounts were opened?"))
    paper_code = TextField(_("Code of the paper page, if there is one"), [AtMost(20)])
    note = TextField(_("Note"), [AtMost(NOTE_LETTERS)])
    visit_id = HiddenField(default=lambda: new_id().hex)

    def line(self) -> Line:
        """What was typed."""
        typed = self.data
        return Line(
            visited_on=typed["visited_on"],
            place=typed["place"],
            topic=typed["topic"],
            households=typed["households"],
            products=typed["products"],
            accounts=typed["accounts"],
            note=typed["note"] or "",
            paper_code=rules.read_page_code(typed["paper_code"] or ""),
        )

    def id(self) -> UUID:
        """The id the page gave this visit; what a browser garbles gets a new one."""
        try:
            return UUID(self.visit_id.data or "")
        except ValueError:
            return new_id()

    def allowed(self, team_id: UUID, earliest: date, today: date) -> bool:
        """Whether all is well; what is not is said at its field."""
        if not self.validate():
            return False
        for name, fault in rules.faults(self.line(), team_id, earliest=earliest, today=today):
            self[name].errors = [*self[name].errors, FAULTS[fault]]
        return not self.errors_by_field()


class CorrectionForm(VisitForm):
    """A line as it should be, and why."""

    reason = TextField(
        _("Why is it corrected?"), [Filled(_("Please give the reason.")), AtMost(300)]
    )


class StrikeForm(Form):
    """Why a line counts no more."""

    why = TextField(
        _("Why does it not count?"), [Filled(_("Please give the reason.")), AtMost(300)]
    )
