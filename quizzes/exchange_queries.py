"""Every question about files of items: which wait, what is in the bank already, what goes out."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile, body_of
from quizzes.exchange.format import Attached, Outgoing
from quizzes.exchange.verdicts import same_question
from quizzes.exchange_models import ItemImport
from quizzes.models import Item, ItemVersion


def get_import(actor: Actor, bank_id: UUID, import_id: UUID) -> ItemImport:
    """A file the actor sent for this bank. Raises Missing."""
    found = db.session.get(ItemImport, import_id)
    if found is None or found.by_id != actor.id or found.bank_id != bank_id:
        raise Missing
    return found


def imports_of(actor: Actor, bank_id: UUID) -> Sequence[ItemImport]:
    """The files the actor sent for a bank, the newest first."""
    return db.session.scalars(
        select(ItemImport)
        .where(ItemImport.by_id == actor.id, ItemImport.bank_id == bank_id)
        .order_by(ItemImport.id.desc())
        .limit(20)
    ).all()


def items_of_bank(bank_id: UUID) -> Sequence[tuple[int, ItemVersion]]:
    """Each item of a bank in its newest wording, with its number."""
    newest = (
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number"))
        .group_by(ItemVersion.item_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Item.number, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(
            newest,
            (newest.c.item_id == ItemVersion.item_id) & (newest.c.number == ItemVersion.number),
        )
        .where(Item.bank_id == bank_id)
        .order_by(Item.number)
    )
    return [(row[0], row[1]) for row in rows]


def questions_of(bank_id: UUID) -> dict[str, int]:
    """What is asked in a bank already, folded → the number of the item."""
    return {same_question(one.stem): number for number, one in items_of_bank(bank_id)}


def number_of(item_id: UUID) -> int:
    """The number of an item in its bank."""
    return db.session.get_one(Item, item_id).number


def outgoing_of(bank_id: UUID) -> list[Outgoing]:
    """Every item of a bank with the files of its media, ready to be written into a file."""
    items = items_of_bank(bank_id)
    ids = {medium.file_id for _number, one in items for medium in one.media}
    files = {one.id: one for one in _files(ids)}
    return [
        Outgoing(
            number,
            one.wording,
            [Attached(m.place, m.use, m.description, body_of(files[m.file_id])) for m in one.media],
        )
        for number, one in items
    ]


def _files(ids: set[UUID]) -> Sequence[StoredFile]:
    if not ids:
        return []
    return db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))).all()
