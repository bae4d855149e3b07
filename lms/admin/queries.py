"""Every question of the administrator."""

from __future__ import annotations

from collections.abc import Sequence

from lms.core.audit import AuditEvent, newest_first
from lms.core.db import db
from lms.core.pages import PAGE_SIZE


def audit_events(page: int) -> tuple[Sequence[AuditEvent], bool]:
    """One page of the audit log, and whether there are more."""
    rows = db.session.scalars(
        newest_first().limit(PAGE_SIZE + 1).offset((page - 1) * PAGE_SIZE)
    ).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE
