"""Blank what is past its time; registers, rosters and evidence stay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.outbox import Message
from lms.people.models import (
    Contact,
    FailedSignIn,
    MailAddress,
    Membership,
    Person,
    RosterImport,
    SentFile,
    SignIn,
)
from lms.people.operations.importing_long import forget_file

# How long what is kept, in days; the inventory page shows the same figures.
FAILED_SIGN_INS = 2
DEVICES = 365
UNFINISHED_IMPORTS = 30
REFUSED_ROWS = 90
MESSAGES = 365
PHONES_AFTER_LEAVING = 730
PARTICULARS_AFTER_LEAVING = 3_650


def blank_old(
    *, by: Actor, at: datetime, also: Mapping[str, Callable[[datetime], Any]] | None = None
) -> dict[str, int]:
    """Blank everything past its time; what was blanked and how many rows.

    `also` brings the statements of packages above, by their names.
    """
    steps: dict[str, Callable[[datetime], Any]] = {
        "failed_sign_ins": lambda now: delete(FailedSignIn).where(
            FailedSignIn.at < now - timedelta(days=FAILED_SIGN_INS)
        ),
        "devices": lambda now: (
            update(SignIn)
            .where(
                (SignIn.device != "") | SignIn.device_key.is_not(None),
                SignIn.started_at < now - timedelta(days=DEVICES),
            )
            .values(device="", device_key=None)
        ),
        "phones": lambda now: (
            update(Contact)
            .where(Contact.phone != "", Contact.person_id.in_(_gone(now, PHONES_AFTER_LEAVING)))
            .values(phone="")
        ),
        "mail_addresses": lambda now: delete(MailAddress).where(
            MailAddress.person_id.in_(_gone(now, PHONES_AFTER_LEAVING))
        ),
        "messages": lambda now: (
            update(Message)
            .where(Message.body != "", Message.written_at < now - timedelta(days=MESSAGES))
            .values(address="", body="", parameters={})
        ),
        "particulars": lambda now: (
            update(Person)
            .where(
                Person.birth_year.is_not(None) | Person.sex.is_not(None),
                Person.id.in_(_gone(now, PARTICULARS_AFTER_LEAVING)),
            )
            .values(birth_year=None, sex=None)
        ),
        **(also or {}),
    }
    done = {}
    for name, statement in steps.items():
        result: Any = db.session.execute(
            statement(at), execution_options={"synchronize_session": False}
        )
        done[name] = int(result.rowcount)
    done["unfinished_imports"] = _blank_unfinished_imports(at)
    done["refused_rows"] = _blank_refused_rows(at)
    record("privacy.blanked", by, by=by, at=at, rows=done)
    return done


def _gone(now: datetime, days: int) -> Any:
    """People whose last time on any roster ended so long ago."""
    last = func.max(func.coalesce(Membership.until, now.date() + timedelta(days=1)))
    return (
        select(Membership.person_id)
        .group_by(Membership.person_id)
        .having(last < now.date() - timedelta(days=days))
    )


def _blank_unfinished_imports(at: datetime) -> int:
    rows = [
        row
        for kind in SentFile.__subclasses__()
        for row in _sent(kind, kind.applied_at.is_(None), at - timedelta(days=UNFINISHED_IMPORTS))
    ]
    full = [row for row in rows if row.sheets]
    for row in full:
        row.sheets = []
    return len(full)


def forget_long_files(at: datetime) -> int:
    """Delete long files that were taken over, or forgotten by who sent them; how many.

    Not part of `blank_old`: what is deleted from the store comes back with no rollback.
    """
    is_over = RosterImport.applied_at.is_not(None) | (
        RosterImport.at < at - timedelta(days=UNFINISHED_IMPORTS)
    )
    query = select(RosterImport).where(RosterImport.body_sha256 != "", is_over)
    rows = db.session.scalars(query).all()
    for row in rows:
        forget_file(row)
    return len(rows)


def _blank_refused_rows(at: datetime) -> int:
    rows = [
        row
        for kind in SentFile.__subclasses__()
        for row in _sent(kind, kind.applied_at < at - timedelta(days=REFUSED_ROWS), at)
    ]
    full = [row for row in rows if row.report.get("refused") or row.report.get("missing")]
    for row in full:
        row.report = {**row.report, "refused": [], "missing": []}
    return len(full)


def _sent(kind: Any, condition: Any, before: datetime) -> Iterable[SentFile]:
    """The files of a kind (rosters, lists of classes) sent before a moment."""
    rows: Iterable[SentFile] = db.session.scalars(select(kind).where(condition, kind.at < before))
    return rows
