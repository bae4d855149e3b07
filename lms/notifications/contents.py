"""Reminders of content that is to be read again, to those who write or approve modules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from flask import current_app

from courses.authoring.review_queries import Due, all_due
from courses.authoring.rules.dates import comes_due, is_day_to_write
from courses.permissions import CoursePermission
from lms.core.i18n import day as words_of_day
from lms.core.pages import path_of
from lms.notifications import queries
from lms.notifications.queries import Units
from lms.notifications.rules import Kind, Occasion

KEEPING = frozenset({CoursePermission.WRITE, CoursePermission.APPROVE})


def for_keepers(day: date, units: Units) -> Iterator[tuple[UUID, UUID, Occasion]]:
    """(person, unit, reminder) for everybody who keeps content, on a day that is one to write."""
    due = [one for one in all_due() if comes_due(one.day, day)]
    if not any(is_day_to_write(one.day, day) for one in due):
        return
    occasion = content_occasion(due)
    for person_id, unit_id in keepers(day, units):
        yield person_id, unit_id, occasion


def keepers(day: date, units: Units) -> list[tuple[UUID, UUID]]:
    """(person, unit) of everybody with a role that writes or approves modules."""
    roles = current_app.extensions["roles"]
    names = [name for name, permissions in roles.items() if KEEPING & permissions]
    return list(dict(queries.holders(names, day, units)).items())  # one with two roles hears once


def content_occasion(due: Sequence[Due]) -> Occasion:
    """What is said of content: which modules, and until when."""
    lines = [
        f"- {one.version.module.code}. {one.version.title}: {words_of_day(one.day)}" for one in due
    ]
    facts: dict[str, str | int] = {"number": len(due), "modules": "\n".join(lines)}
    return Occasion(Kind.CONTENT, facts, path_of("courses.manuscripts"))
