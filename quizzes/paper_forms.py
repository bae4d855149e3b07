"""The forms of quizzes on paper and asked aloud: print a pile, key a paper, choose whom to ask."""

from __future__ import annotations

import re
from uuid import UUID

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import NumberRange

from lms.core.clock import today
from lms.core.db import new_id
from lms.core.forms import AtMost, DayField, Filled, Form, NotAfter, TextField
from lms.core.names import tidy
from quizzes.operations.printing import MOST_COPIES
from quizzes.rules.papers import Reading

LONGEST_ANSWER = 100
ANSWER = re.compile(r"answer-(\d{1,3})")


class BatchForm(Form):
    """Print a pile of papers."""

    quiz = SelectField(_("Quiz"))
    unit = SelectField(_("For whom"))
    occasion = TextField(
        _("For which occasion?"), [Filled(_("Please say what it is for.")), AtMost(120)]
    )
    copies = IntegerField(
        _("How many papers?"),
        [NumberRange(1, MOST_COPIES, _("Please type a number from 1 to 200."))],
        default=30,
    )
    batch_id = HiddenField(default=lambda: new_id().hex)

    def batch(self) -> UUID:
        """The id the form was made with; one that was tampered with is made anew."""
        return as_uuid(self.batch_id.data or "") or new_id()


class ChoosingForm(Form):
    """Somebody is named; who it is may have to be chosen from a list."""

    who = TextField(
        _("Name, or some letters of it"),
        [Filled(_("Please type the name or some letters of it.")), AtMost(80)],
    )
    person = TextField()

    def say_who(self, words: str) -> None:
        """Put a sentence at the name."""
        self.who.errors = [*self.who.errors, words]


class PaperForm(ChoosingForm):
    """What somebody reads off a paper. The fields of the answers are drawn by the page."""

    sat_on = DayField(_("Day on the paper"), [Filled(_("Please choose a day.")), NotAfter(today)])
    nothing_there = BooleanField(_("Yes, these are empty on the paper"))

    def answers(self) -> dict[str, str]:
        """Position (as text) → what was typed, empty ones left out."""
        found = {}
        for name, text in request.form.items():
            place = ANSWER.fullmatch(name)
            if place and tidy(text):
                found[str(int(place[1]))] = tidy(text)[:LONGEST_ANSWER]
        return found

    def reading(self, person_id: UUID) -> Reading:
        """What was read, once it is known whose paper it is."""
        return Reading(person_id, self.sat_on.data or today(), self.answers())


class OralForm(ChoosingForm):
    """Choose a quiz, and whom to ask."""

    quiz = SelectField(_("Quiz"))


def as_uuid(text: str) -> UUID | None:
    """An id somebody sent; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def nobody_called(name: str) -> str:
    """What is said when the name is nobody's within reach."""
    words = gettext("Nobody called “%(name)s” is on a roster of yours on that day.", name=name)
    return str(words)
