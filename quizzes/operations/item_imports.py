"""Verbs of a file of items: keep what was read, leave some out, take the rest into the bank."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes import exchange_queries
from quizzes.exchange.plain_text import visible
from quizzes.exchange.reading import Entry
from quizzes.exchange.verdicts import Judged, judge
from quizzes.exchange_models import ItemImport
from quizzes.models import ItemBank
from quizzes.operations.bank import add_items
from quizzes.operations.media import keep_medium
from quizzes.wording import Medium, Wording


def keep(
    bank: ItemBank,
    reading: Sequence[Entry],
    *,
    file_name: str,
    format_name: str,
    by: Actor,
    at: datetime,
) -> ItemImport:
    """Let what was read of a file wait for its author; likely doubles are left out at first."""
    judged = judge(reading, exchange_queries.questions_of(bank.id))
    one = ItemImport(
        bank_id=bank.id,
        bank=bank,
        file_name=tidy(visible(file_name))[:120],
        format=format_name,
        reading=list(reading),
        left_out=[row.number for row in judged if row.is_twin],
        report={},
        **entered(by, at),
    )
    db.session.add(one)
    db.session.flush()
    return one


def choose(one: ItemImport, shown: Collection[int], wanted: Collection[int]) -> None:
    """Keep which of the items shown on a page are wanted. Refused once the file is taken."""
    check_waiting(one)
    left_out = (set(one.left_out) - set(shown)) | (set(shown) - set(wanted))
    one.left_out = sorted(left_out)


def check_waiting(one: ItemImport) -> None:
    """Refuse what comes after the items were taken."""
    if one.taken_at is not None:
        raise Refused(_("The questions of this file were taken into the bank already."))


def take(one: ItemImport, *, by: Actor, at: datetime) -> None:
    """Take the wanted items into the bank, all or none; a second press changes nothing."""
    db.session.flush()
    db.session.refresh(one, with_for_update=True)  # two presses: one after the other
    if one.taken_at is not None:
        return
    judged = judge(one.reading, exchange_queries.questions_of(one.bank_id))
    wanted = [row for row in judged if row.wording and row.number not in set(one.left_out)]
    if not wanted:
        raise Refused(_("No question is ticked. Tick at least one that can be taken."))
    versions = add_items(one.bank, [_with_media(row, by, at) for row in wanted])
    first = exchange_queries.number_of(versions[0].item_id)
    one.report = _report(judged, wanted, first)
    one.reading, one.left_out, one.taken_at = [], [], at
    record(
        "items.imported", one, by=by, at=at, label=one.bank.title, file=one.file_name,
        format=one.format, items=len(wanted),
    )  # fmt: skip


def _with_media(row: Judged, by: Actor, at: datetime) -> Wording:
    """The wording of a taken item with its pictures and recordings kept."""
    assert row.wording is not None  # noqa: S101 - only such rows are wanted
    media = []
    for one in row.attached:
        kept = keep_medium(one.body, one.use, by=by, at=at)
        media.append(Medium(one.place, one.use, kept.id, tidy(one.description)))
    return replace(row.wording, media=media)


def _report(judged: Sequence[Judged], wanted: Sequence[Judged], first: int) -> dict[str, object]:
    """What became of each item: taken as which number, left out, or refused and why."""
    numbers = {row.number: first + place for place, row in enumerate(wanted)}
    return {
        "first": first,
        "last": first + len(wanted) - 1,
        "taken": len(wanted),
        "left_out": sum(row.wording is not None for row in judged) - len(wanted),
        "lossy": [
            [numbers[row.number], row.title, [loss.value for loss in row.losses]]
            for row in wanted
            if row.losses
        ],
        "refused": [
            [row.number, row.title, row.reason.value, row.detail]
            for row in judged
            if row.reason is not None
        ],
    }
