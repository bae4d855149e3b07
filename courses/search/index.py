"""The words of published versions, kept for the database's own full-text search.

`lesson_search` is made by a migration, as each database does it: an FTS5 table on SQLite, a table
with a `tsvector` on PostgreSQL. Both are written alike; no model describes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Uuid, column, delete, insert, select, table

from courses.models import Lesson, ModuleVersion, Publication
from courses.search.rules import index_words
from lms.core.db import db
from lms.core.markup import text_lines

# A row for each lesson, and one without a lesson for the module itself.
LESSON_SEARCH = table(
    "lesson_search",
    column("version_id", Uuid()),
    column("lesson_id", Uuid()),
    column("title"),
    column("text"),
)


def index_version(version: ModuleVersion) -> None:
    """Keep the words of a version anew."""
    db.session.execute(delete(LESSON_SEARCH).where(LESSON_SEARCH.c.version_id == version.id))
    db.session.execute(insert(LESSON_SEARCH), list(_rows(version)))


def _rows(version: ModuleVersion) -> Iterator[dict[str, Any]]:
    about = "\n".join((version.summary, *version.objectives))
    yield _row(version, None, version.title, about)
    lessons = select(Lesson).where(Lesson.version_id == version.id).order_by(Lesson.position)
    for lesson in db.session.scalars(lessons):
        yield _row(version, lesson, lesson.title, "\n".join(text_lines(lesson.body)))


def _row(version: ModuleVersion, lesson: Lesson | None, title: str, text: str) -> dict[str, Any]:
    return {
        "version_id": version.id,
        "lesson_id": lesson.id if lesson is not None else None,
        "title": index_words(title),
        "text": index_words(text),
    }


def index_all() -> int:
    """Keep the words of every published version anew; how many there are."""
    db.session.execute(delete(LESSON_SEARCH))
    published = select(ModuleVersion).join(Publication, Publication.version_id == ModuleVersion.id)
    versions = db.session.scalars(published).all()
    for version in versions:
        index_version(version)
    return len(versions)
