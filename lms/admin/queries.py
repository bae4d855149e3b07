"""Every question of the administrator."""

from __future__ import annotations

from sqlalchemy import select

from lms.core.audit import AuditEvent
from lms.core.keyset import Page, Turn, page_of


def audit_events(turn: Turn) -> Page[AuditEvent]:
    """One page of the audit log, the newest first: ids grow with time."""
    page = page_of(select(AuditEvent), [AuditEvent.id], turn, descending=True)
    return page.of([row[0] for row in page.rows])
