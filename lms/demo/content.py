"""Content of the demo: read again in time, all but one module; one draft waits for a review."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from courses.authoring import reviewing
from courses.authoring.publishing import note_review
from courses.models import ModuleVersion
from courses.queries import newest_version
from lms.core.access import Actor
from lms.core.db import new_id

LATE = "M4"  # laws on public services change most often
EVERY, LEFT = timedelta(days=365), timedelta(days=9)
IN_REVIEW, LINE = "M2", (1, 4)
ASKED = "Nhờ Sở xem giúp tên sàn và phần thuế."
COMMENT = "Nên ghi rõ tên sàn tỉnh đang khuyến khích, khi đã có văn bản."
NOTE = "Đã đọc lại từng bài, đối chiếu văn bản hiện hành: nội dung vẫn đúng."


def read_again(modules: Sequence[ModuleVersion], by: Actor, at: datetime) -> None:
    """Note that every module was read again within the year; one of them nearly a year ago."""
    for number, version in enumerate(modules):
        ago = EVERY - LEFT if version.module.code == LATE else timedelta(days=40 + 20 * number)
        note_review(version, note=NOTE, review_id=new_id(), by=by, at=at - ago)


def begin_review(author: Actor, reviewer: Actor, at: datetime) -> None:
    """A trainer sent a draft three days ago, the department said something of a line yesterday."""
    version = newest_version(IN_REVIEW)
    if version is None:
        return
    reviewing.ask(version, note=ASKED, by=author, at=at - timedelta(days=3))
    reviewing.comment(
        version, *LINE, COMMENT, comment_id=new_id(), by=reviewer, at=at - timedelta(days=1)
    )
