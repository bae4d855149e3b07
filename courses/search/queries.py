"""Which modules and lessons hold what somebody looks for, the best first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, desc, func, literal_column, select, text

from courses.models import Lesson, ModuleVersion
from courses.search.index import LESSON_SEARCH
from courses.search.rules import Grade, Snippet, Wanted, grade, snippet
from lms.core.db import db
from lms.core.markup import text_lines

LOOKED_AT, SHOWN = 60, 20  # rows the database ranks highest; of those, what a page shows


@dataclass(frozen=True)
class Hit:
    """A module (then `lesson` is None) or a lesson that fits, with the line that fits best."""

    version: ModuleVersion
    lesson: Lesson | None
    snippet: Snippet | None


def search(query: Wanted, versions: Sequence[ModuleVersion]) -> list[Hit]:
    """What fits in these versions: title before text, with marks before without."""
    by_id = {version.id: version for version in versions}
    rows = db.session.execute(_ranked(query, by_id.keys())).all() if query and by_id else ()
    lessons = _lessons([row.lesson_id for row in rows if row.lesson_id is not None])
    found = [
        (by_id[row.version_id], lessons[row.lesson_id] if row.lesson_id else None) for row in rows
    ]
    # What grades alike stays in the order of the database.
    graded = sorted(found, key=lambda one: _grades(one[0], one[1], query), reverse=True)
    return [Hit(version, lesson, _snippet(lesson, query)) for version, lesson in graded[:SHOWN]]


def _ranked(query: Wanted, version_ids: Collection[UUID]) -> Select[Any]:
    columns = (LESSON_SEARCH.c.version_id, LESSON_SEARCH.c.lesson_id)
    inside = LESSON_SEARCH.c.version_id.in_(version_ids)
    matches, order = _engine(query)
    return select(*columns).where(matches, inside).order_by(*order, *columns).limit(LOOKED_AT)


def _engine(query: Wanted) -> tuple[ColumnElement[bool], Sequence[Any]]:
    """How this database says that all words are there, and which rows fit best."""
    *whole, last = query.folded
    if db.engine.dialect.name == "sqlite":
        words = " ".join((*(f'"{word}"' for word in whole), f'"{last}"*'))
        matches = text("lesson_search MATCH :words").bindparams(words=words)
        return matches, [text("bm25(lesson_search, 0, 0, 10, 1)")]  # type: ignore[return-value]
    asked = func.to_tsquery("simple", " & ".join((*whole, f"{last}:*")))
    document: ColumnElement[Any] = literal_column("document")
    return document.bool_op("@@")(asked), [desc(func.ts_rank(document, asked))]


def _lessons(lesson_ids: Sequence[UUID]) -> Mapping[UUID, Lesson]:
    rows = db.session.scalars(select(Lesson).where(Lesson.id.in_(lesson_ids)))
    return {lesson.id: lesson for lesson in rows}


def _grades(version: ModuleVersion, lesson: Lesson | None, query: Wanted) -> tuple[Grade, Grade]:
    if lesson is None:
        return grade(version.title, query), grade(version.summary, query)
    return grade(lesson.title, query), grade("\n".join(_lines(lesson.body)), query)


def _snippet(lesson: Lesson | None, query: Wanted) -> Snippet | None:
    return None if lesson is None else snippet(_lines(lesson.body), query)


@lru_cache(512)
def _lines(body: str) -> tuple[str, ...]:
    return tuple(text_lines(body))
