"""The forms of authors: a new module, what a draft is about, a lesson and the files put in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import NumberRange

from courses.authoring.drafts import Facts
from courses.authoring.words import ORDERS, spoken_languages
from courses.models import Order, Topic
from courses.words import TOPICS
from lms.core.forms import AtMost, FileField, Filled, Form, TextField, options
from lms.core.names import tidy
from quizzes.authoring_forms import one_code
from quizzes.composing_forms import WholeField

LONGEST_BODY = 20_000
COMPETENCE = re.compile(r"[1-5]\.[1-6]")


class MarkdownField(TextAreaField):
    """A text of several lines: NFC, one kind of line end, nothing empty around it."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Tidy what was typed."""
        text = unicodedata.normalize("NFC", "".join(valuelist[:1])).replace("\r\n", "\n").strip()
        self.data = f"{text}\n" if text else ""


class LinesField(TextAreaField):
    """Several things, one a line."""

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed; empty lines are nothing."""
        lines = "".join(valuelist[:1]).splitlines()
        self.data: Any = [tidy(line) for line in lines if line.strip()]


class SpokenField(SelectField):
    """A language, in the reader's words."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, choices=lambda: list(spoken_languages().items()), **more)


def _from(least: int, most: int) -> NumberRange:
    words = _("Please give a number from %(least)s to %(most)s.", least=least, most=most)
    return NumberRange(least, most, words)


class ModuleForm(Form):
    """A new module."""

    title = TextField(
        _("Title of the module"), [Filled(_("Please give a title.")), AtMost(120)]
    )  # fmt: skip
    code = TextField(
        _("Short code"), [Filled(_("Please give a short code.")), AtMost(20), one_code]
    )
    topic = SelectField(_("Topic"), choices=options(TOPICS), coerce=Topic)
    language = SpokenField(_("Language of the lessons"))
    compulsory = BooleanField(_("Every member must learn it"))


class FactsForm(Form):
    """What a draft is about."""

    title = TextField(_("Title of the module"), [Filled(_("Please give a title.")), AtMost(120)])
    summary = TextAreaField(_("What members learn, in one or two sentences"), [AtMost(400)])
    topic = SelectField(_("Topic"), choices=options(TOPICS), coerce=Topic)
    language = SpokenField(_("Language of the lessons"))
    minutes = WholeField(_("How many minutes it takes"), [_from(1, 240)])
    sequence = RadioField(_("In which order it is learnt"), choices=options(ORDERS), coerce=Order)
    objectives = LinesField(_("What members can do afterwards, one thing a line"))
    competences = TextField(_("DigComp competences (may be left empty)"), [AtMost(60)])
    exercise = TextAreaField(_("Exercise in class"), [AtMost(2000)])
    pocket_card = MarkdownField(_("Pocket card"), [AtMost(3000)])
    points_to_confirm = LinesField(_("Points to be confirmed before publishing, one a line"))
    points_to_review = LinesField(_("Points to look at when the content is due, one a line"))
    review_months = WholeField(_("Months until the content is looked at again"), [_from(1, 60)])
    seen = HiddenField()

    def validate_competences(self, field: TextField) -> None:
        """Numbers of DigComp 2.2."""
        if not all(COMPETENCE.fullmatch(one) for one in _competences(field.data)):
            raise ValidationError(_("Write numbers with commas between, such as 2.6, 4.2."))

    def facts(self) -> Facts:
        """What was typed."""
        typed = {name: self.data[name] for name in Facts.__dataclass_fields__}
        for name in ("summary", "exercise"):
            typed[name] = tidy(typed[name] or "")
        return Facts(**{**typed, "competences": _competences(typed["competences"])})


def _competences(typed: str | None) -> Sequence[str]:
    return [one.strip() for one in (typed or "").split(",") if one.strip()]


class LessonForm(Form):
    """A lesson, and a picture, a recording or a film to put into it."""

    title = TextField(
        _("Title of the lesson"), [Filled(_("Please give a title.")), AtMost(120)]
    )  # fmt: skip
    body = MarkdownField(_("Text of the lesson"), [AtMost(LONGEST_BODY)])
    seen = HiddenField()
    picture = FileField(_("Picture file"))
    picture_words = TextField(_("What the picture shows, for who cannot see it"), [AtMost(300)])
    picture_caption = TextField(_("Words below the picture (may be left empty)"), [AtMost(200)])
    recording = FileField(_("Recording"))
    recording_language = SpokenField(_("Language of the recording"), default="vi")
    recording_words = TextAreaField(_("What is said in the recording"), [AtMost(5000)])
    film = FileField(_("Film file"))
    film_address = TextField(_("or the address of a film elsewhere"), [AtMost(400)])
    film_words = TextAreaField(_("What the film shows"), [AtMost(2000)])

    def validate_picture_words(self, field: TextField) -> None:
        """A picture needs its words."""
        _needs_words(self.picture.data, field, _("Please say what the picture shows."))

    def validate_recording_words(self, field: TextAreaField) -> None:
        """A recording needs what is said in it."""
        _needs_words(self.recording.data, field, _("Please write down what is said."))

    def validate_film_words(self, field: TextAreaField) -> None:
        """A film needs words too."""
        film = self.film.data or self.film_address.data
        _needs_words(film, field, _("Please say what the film shows."))

    def validate_film_address(self, field: TextField) -> None:
        """Only safe addresses are linked."""
        if field.data and not re.fullmatch(r"https://\S+", field.data):
            raise ValidationError(_("An address begins with https:// and has no spaces."))


def _needs_words(sent: Any, words: Any, message: str) -> None:
    if sent and not (words.data or "").strip():
        raise ValidationError(message)


class RevisionForm(Form):
    """Which revision of a lesson somebody saw when they decided something."""

    seen = HiddenField()
