"""Content of the demo: read again in time, all but one module that comes due in a few days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from courses.authoring.publishing import note_review
from courses.models import ModuleVersion
from lms.core.access import Actor
from lms.core.db import new_id

LATE = "M4"  # laws on public services change most often
EVERY, LEFT = timedelta(days=365), timedelta(days=9)
NOTE = "Đã đọc lại từng bài, đối chiếu văn bản hiện hành: nội dung vẫn đúng."


def read_again(modules: Sequence[ModuleVersion], by: Actor, at: datetime) -> None:
    """Note that every module was read again within the year; one of them nearly a year ago."""
    for number, version in enumerate(modules):
        ago = EVERY - LEFT if version.module.code == LATE else timedelta(days=40 + 20 * number)
        note_review(version, note=NOTE, review_id=new_id(), by=by, at=at - ago)
