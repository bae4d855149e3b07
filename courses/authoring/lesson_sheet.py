"""What the editor of a lesson shows: the text as it was typed, what came with it, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, render_template

from courses import queries
from courses.authoring import draft_queries, insertions
from courses.authoring.draft_forms import LessonForm
from courses.authoring.media import keep_medium
from courses.authoring.models import Use
from courses.authoring.queries import media_for
from courses.authoring.weights import MOST_BYTES, weigh
from courses.authoring.words import blocks, presence_words
from courses.models import Lesson, ModuleVersion
from courses.operations import Text
from courses.rules import FEWEST_WORDS, MOST_WORDS
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.forms import FileField
from lms.core.markup import word_count

OF_FILES = (
    "picture_words", "picture_caption", "recording_words", "film_address", "film_words",
)  # fmt: skip


@dataclass
class Sheet:
    """One lesson being written."""

    lesson: Lesson
    version: ModuleVersion
    form: LessonForm
    is_checked: bool = False

    @property
    def text(self) -> Text:
        """The lesson as far as it is typed."""
        return Text(self.form.title.data or "", self.form.body.data or "")

    @property
    def seen(self) -> int:
        """The revision its author saw; 0 when the form does not say."""
        typed = self.form.seen.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() else 0

    def check(self) -> bool:
        """Whether what was typed and sent along can be taken."""
        self.is_checked = True
        return bool(self.form.validate())

    def errors_by_field(self) -> list[tuple[str, str]]:
        """(id of the field, message) for the summary on top of the page."""
        return self.form.errors_by_field() if self.is_checked else []


def written(lesson: Lesson) -> Sheet:
    """The editor of a lesson as it was saved last."""
    form = LessonForm(
        formdata=None,
        title=lesson.title,
        body=lesson.body,
        seen=str(lesson.revision),
        recording_language=queries.get_version(lesson.version_id).language,
    )
    return Sheet(lesson, queries.get_version(lesson.version_id), form)


def sent(lesson: Lesson) -> Sheet:
    """The editor as it was sent."""
    return Sheet(lesson, queries.get_version(lesson.version_id), LessonForm())


def take_files(sheet: Sheet) -> str:
    """Keep what was sent along; the Markdown that shows it. Refusals are said at their fields."""
    form, blocks_made = sheet.form, []
    if name := _kept(sheet, Use.PICTURE, form.picture):
        words = form.picture_words.data or ""
        blocks_made.append(insertions.picture(name, words, form.picture_caption.data or ""))
    if name := _kept(sheet, Use.AUDIO, form.recording):
        words = form.recording_words.data or ""
        blocks_made.append(insertions.recording(name, form.recording_language.data, words))
    if target := _kept(sheet, Use.VIDEO, form.film) or form.film_address.data:
        blocks_made.append(insertions.film(target, form.film_words.data or ""))
    return "\n\n".join(blocks_made)


def _kept(sheet: Sheet, use: Use, field: FileField) -> str:
    if not field.data:
        return ""
    try:
        return keep_medium(
            sheet.version.module_id, use, field.body(), field.data.filename, by=g.actor, at=now()
        ).name
    except Refused as refused:
        field.errors = [*field.errors, refused.message]
        return ""


def put_in(sheet: Sheet, block: str) -> None:
    """Let the text end with a block; the fields it was made from are empty again."""
    sheet.form.body.data = insertions.added(sheet.text.body, block)
    for name in OF_FILES:
        sheet.form[name].data = ""


def page(sheet: Sheet, *, problem: str = "", saved: bool = False) -> str:
    """The editor with the preview beside it."""
    lesson, version, body = sheet.lesson, sheet.version, sheet.text.body
    for field in (sheet.form.title, sheet.form.body):
        field.render_kw = {"lang": version.language}  # for spelling and for who has it read out
    others = draft_queries.others_at(lesson.id, g.actor.person_id, now())
    lessons = queries.lessons_of(version.id)
    return render_template(
        "courses/authoring/editor.html",
        sheet=sheet,
        form=sheet.form,
        lesson=lesson,
        version=version,
        lessons=lessons,
        media=media_for(version.module_id, body, endpoint="media.author"),
        words=word_count(body),
        fewest=FEWEST_WORDS,
        most=MOST_WORDS,
        weight=weigh(body, draft_queries.sizes_of(version.module_id)),
        most_bytes=MOST_BYTES,
        blocks=blocks(),
        others=presence_words(others, now()),
        unsaved=sheet.text != Text(lesson.title, lesson.body),
        problem=problem,
        saved=saved,
    )
