"""The forms of questions, answers and good practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)

from courses.models import Topic
from courses.words import TOPICS
from lms.community import rules
from lms.community.rules import PHOTOS, PostingState
from lms.community.words import PERSONAL, month_of
from lms.core.db import new_id
from lms.core.forms import AtMost, FileField, Filled, Form, TextField, options
from quizzes.call_forms import CountField, UpTo

MONTHS = 12  # back from today, to choose from
MOST_HOUSEHOLDS = 2_000


class NothingPersonal:
    """No phone and no identity number stands in the text."""

    def __call__(self, form: object, field: Any) -> None:
        if found := rules.personal_in(field.data or ""):
            raise ValidationError(str(PERSONAL[found]))


class WordsField(TextAreaField):
    """Some lines of plain text."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, **{"render_kw": {"rows": 5}, **more})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Tidy what was typed."""
        super().process_formdata([rules.plain_text(str(value)) for value in valuelist])


class WrittenForm(Form):
    """A form that writes something: sent twice, it counts once."""

    form_id = HiddenField(default=lambda: new_id().hex)

    def request_id(self) -> str:
        """The id the page made; one of our own when it is no such id."""
        given = str(self.form_id.data or "")
        return given if given.isalnum() and len(given) == 32 else new_id().hex


class QuestionForm(WrittenForm):
    """Ask about a lesson; the page offers its lines."""

    text = WordsField(
        _("Your question"),
        [
            Filled(_("Please write your question.")),
            AtMost(rules.QUESTION_LETTERS),
            NothingPersonal(),
        ],
    )
    line = SelectField(_("About which line? (may be left empty)"), coerce=int, default=0)


class AnswerForm(WrittenForm):
    """Answer a question."""

    text = WordsField(
        _("Your answer"),
        [Filled(_("Please write your answer.")), AtMost(rules.ANSWER_LETTERS), NothingPersonal()],
    )


class ReportForm(Form):
    """Ask the officers to look at something."""

    words = TextField(
        _("What is wrong with it?"),
        [Filled(_("Please say in a few words what is wrong.")), AtMost(200)],
    )


class JudgementForm(Form):
    """Show, hide or send back; the page offers what is possible now."""

    state = RadioField(_("What is to happen?"), [Filled(_("Please choose one."))])
    reason = TextField(_("Why? The author will read this."), [AtMost(300)])

    def validate_reason(self, field: TextField) -> None:
        """Who hides something or sends it back says why."""
        if self.state.data and not field.data and rules.needs_reason(PostingState(self.state.data)):
            raise ValidationError(gettext("Please say why: the author will read it."))


class PracticeForm(WrittenForm):
    """A good practice with its photographs, each with words for who cannot see it."""

    title = TextField(
        _("What is it called?"),
        [Filled(_("Please give it a name.")), AtMost(120), NothingPersonal()],
    )
    topic = SelectField(_("Topic"), [Filled(_("Please choose a topic."))])
    text = WordsField(
        _("What did you do, and what came of it?"),
        [
            Filled(_("Please tell what you did.")),
            AtMost(rules.PRACTICE_LETTERS),
            NothingPersonal(),
        ],
    )
    month = SelectField(_("In which month? (may be left empty)"))
    households = CountField(
        _("How many households were helped? (may be left empty)"),
        [UpTo(MOST_HOUSEHOLDS, _("At most %(most)s households.", most=MOST_HOUSEHOLDS))],
    )
    consent: BooleanField  # stands below the photographs, as its complaint does in the summary

    def offer(self, today: date) -> None:
        """Fill in what there is to choose from."""
        self.topic.choices = [("", gettext("Please choose")), *options(TOPICS)]
        self.month.choices = [
            ("", gettext("Not said")),
            *((f"{day:%Y-%m}", month_of(day)) for day in months_before(today)),
        ]

    def photo_fields(self) -> list[tuple[FileField, HiddenField, BooleanField, TextField]]:
        """Each photograph: the file, its signed name once kept, whether to drop it, its words."""
        return [
            (self[f"photo_{n}"], self[f"kept_{n}"], self[f"drop_{n}"], self[f"words_{n}"])
            for n in range(1, PHOTOS + 1)
        ]

    def has_photo(self) -> bool:
        """Whether any photograph is there."""
        return any(kept.data and not drop.data for _photo, kept, drop, _w in self.photo_fields())

    def validate_consent(self, field: BooleanField) -> None:
        """People are shown only when they agreed."""
        if self.has_photo() and not field.data:
            raise ValidationError(
                gettext("Please ask everybody in the photographs first, then tick this box.")
            )

    def particulars(self) -> tuple[Topic, date | None, int | None]:
        """Topic, month and households as values."""
        month = date.fromisoformat(f"{self.month.data}-01") if self.month.data else None
        return Topic(self.topic.data), month, self.households.data


class WordsOfPhoto:
    """A photograph needs its words, and the words need their photograph."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, form: Any, field: Any) -> None:
        shown = form[f"kept_{self.number}"].data and not form[f"drop_{self.number}"].data
        if shown and not field.data:
            raise ValidationError(gettext("Please say what this photograph shows."))
        failed = form[f"photo_{self.number}"].process_errors
        if field.data and not shown and not failed and not form[f"drop_{self.number}"].data:
            raise ValidationError(
                gettext("Please choose the photograph for these words, or clear them.")
            )


for number in range(1, PHOTOS + 1):
    setattr(PracticeForm, f"photo_{number}", FileField(_("Photograph %(n)s", n=number)))
    setattr(PracticeForm, f"kept_{number}", HiddenField())
    setattr(PracticeForm, f"drop_{number}", BooleanField(_("Leave photograph %(n)s out", n=number)))
    setattr(
        PracticeForm,
        f"words_{number}",
        TextField(
            _("What does photograph %(n)s show?", n=number),
            [AtMost(160), NothingPersonal(), WordsOfPhoto(number)],
        ),
    )
PracticeForm.consent = BooleanField(_("Everybody in the photographs has agreed to be shown"))


def months_before(today: date) -> Iterator[date]:
    """The first days of the latest months, the newest first."""
    for back in range(MONTHS):
        months = today.year * 12 + today.month - 1 - back
        yield date(months // 12, months % 12 + 1, 1)
