"""Verbs of authors: open a bank, write an item, write it anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from lms.core.access import Actor
from lms.core.audit import record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from quizzes import queries
from quizzes.models import Item, ItemBank, ItemVersion
from quizzes.operations import bank as banks
from quizzes.wording import Wording


def new_bank(code: str, title: str, *, by: Actor, at: datetime) -> ItemBank:
    """A new bank. Sent twice it is made once; another one with its code is refused."""
    code, title = tidy(code).upper(), tidy(title)
    found = db.session.scalar(select(ItemBank).where(ItemBank.code == code))
    if found is not None and found.title == title:
        return found
    if found is not None:
        raise Refused(
            _("The code %(code)s belongs to the bank “%(title)s”. Please choose another one.",
              code=code, title=found.title)
        )  # fmt: skip
    bank = banks.open_bank(code, title)
    db.session.flush()
    record("bank.opened", bank, by=by, at=at, label=title)
    return bank


def write_new(
    bank: ItemBank, item_id: UUID, wording: Wording, *, by: Actor, at: datetime
) -> ItemVersion:
    """A new item at the end of the bank.

    `item_id` was made by the page that shows the form: a form that arrives twice is one item.
    """
    known = queries.newest_version(item_id)
    if known is not None and known.wording == banks.tidied(wording):
        return known
    if known is not None:  # the form was gone back to and filled with another question
        raise Refused(
            _("A question was saved from this page already. Save again to make this a new one.")
        )
    last = db.session.scalar(select(func.max(Item.number)).where(Item.bank_id == bank.id))
    return _written(bank, (last or 0) + 1, wording, by=by, at=at, item_id=item_id)


def write_anew(item: Item, wording: Wording, *, seen: int, by: Actor, at: datetime) -> ItemVersion:
    """A new version of an item when its wording changed; `seen` is the version the author saw.

    Refused when somebody else has written one meanwhile, unless it says the same.
    """
    newest = queries.newest_version(item.id)
    if newest is not None and newest.wording == banks.tidied(wording):
        return newest
    if newest is not None and newest.number != seen:
        raise Refused(
            _("Somebody else wrote version %(n)s of this question meanwhile. Nothing of yours is "
              "lost: look at theirs, then save again if yours should be the newest.",
              n=newest.number)
        )  # fmt: skip
    bank = db.session.get_one(ItemBank, item.bank_id)
    return _written(bank, item.number, wording, by=by, at=at)


def _written(
    bank: ItemBank,
    number: int,
    wording: Wording,
    *,
    by: Actor,
    at: datetime,
    item_id: UUID | None = None,
) -> ItemVersion:
    try:
        with db.session.begin_nested():
            version = banks.write_item(bank, number, wording, item_id=item_id)
    except IntegrityError:  # another author wrote the same number at the same moment
        raise Refused(_("Somebody else saved at the same moment. Please save once more.")) from None
    record(
        "item.written", version, by=by, at=at, label=f"{bank.code} {number}", version=version.number
    )
    return version
