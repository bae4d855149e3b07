"""Ways from reviews to the pages on which drafts are written."""

from __future__ import annotations

from uuid import UUID

from flask import url_for

from courses.authoring.rules.findings import Finding, Part


def where(finding: Finding, version_id: UUID, lesson_ids: dict[int, UUID]) -> str:
    """The page on which what was found is mended."""
    if finding.part is Part.LESSON and finding.lesson in lesson_ids:
        page = url_for("writing_lessons.editor", lesson_id=lesson_ids[finding.lesson])
        return f"{page}#line-{finding.line}" if finding.line else page
    return url_for("drafts.draft", version_id=version_id)
