"""Ways from reviews to the pages on which drafts are written."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, url_for

from courses.authoring.rules.findings import Finding, Part


def address(endpoint: str, **values: object) -> str:
    """The address of a page for authors; empty where this installation has none."""
    known = endpoint in current_app.view_functions
    return url_for(endpoint, **values) if known else ""  # type: ignore[arg-type]


def draft(version_id: UUID) -> str:
    """The page of a draft for its author."""
    return address("drafts.draft", version_id=version_id)


def where(finding: Finding, version_id: UUID, lesson_ids: dict[int, UUID]) -> str:
    """The page on which what was found is mended."""
    if finding.part is Part.LESSON and finding.lesson in lesson_ids:
        page = address("writing_lessons.editor", lesson_id=lesson_ids[finding.lesson])
        return f"{page}#line-{finding.line}" if page and finding.line else page
    return draft(version_id)
