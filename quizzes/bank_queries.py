"""Every question about banks and the items in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, func, select

from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile
from lms.core.names import fold
from quizzes.models import Item, ItemBank, ItemVersion, Quiz, QuizItem, QuizVersion
from quizzes.rules import warnings
from quizzes.rules.warnings import Warned


@dataclass(frozen=True)
class BankRow:
    """A bank with how many items it has and how many quizzes draw from it."""

    bank: ItemBank
    items: int
    quizzes: int


def banks() -> list[BankRow]:
    """Every bank, by code."""
    items = _counted(select(Item.bank_id, func.count()).group_by(Item.bank_id))
    quizzes = _counted(
        select(Item.bank_id, func.count(QuizVersion.quiz_id.distinct()))
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(QuizItem, QuizItem.item_version_id == ItemVersion.id)
        .join(QuizVersion, QuizVersion.id == QuizItem.quiz_version_id)
        .group_by(Item.bank_id)
    )
    found = db.session.scalars(select(ItemBank).order_by(ItemBank.code))
    return [BankRow(one, items.get(one.id, 0), quizzes.get(one.id, 0)) for one in found]


def _counted(asked: Select[UUID, int]) -> dict[UUID, int]:
    return {row[0]: row[1] for row in db.session.execute(asked)}


def get_bank(bank_id: UUID) -> ItemBank:
    """One bank. Raises Missing."""
    found = db.session.get(ItemBank, bank_id)
    if found is None:
        raise Missing
    return found


def get_item(item_id: UUID) -> Item:
    """One item. Raises Missing."""
    found = db.session.get(Item, item_id)
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True)
class ItemRow:
    """An item by its number in the bank, in its newest wording, and what to look at in it."""

    number: int
    version: ItemVersion
    warned: Sequence[Warned] = ()


def items_of(bank_ids: Sequence[UUID]) -> dict[UUID, list[ItemRow]]:
    """The newest version of each item of these banks, by number."""
    newest = (
        select(ItemVersion.item_id, func.max(ItemVersion.number).label("number"))
        .group_by(ItemVersion.item_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Item.bank_id, Item.number, ItemVersion)
        .join(ItemVersion, ItemVersion.item_id == Item.id)
        .join(
            newest,
            (newest.c.item_id == ItemVersion.item_id) & (newest.c.number == ItemVersion.number),
        )
        .where(Item.bank_id.in_(bank_ids))
        .order_by(Item.number)
    )
    found: dict[UUID, list[ItemRow]] = {bank_id: [] for bank_id in bank_ids}
    for bank_id, number, version in rows:
        found[bank_id].append(ItemRow(number, version, warnings.of_item(version.wording)))
    return found


@dataclass(frozen=True)
class Sought:
    """What somebody looks for in a bank; empty means any."""

    words: str = ""
    kind: str = ""
    tag: str = ""
    level: str = ""
    language: str = ""
    warned: bool = False

    def finds(self, row: ItemRow) -> bool:
        """Whether an item is what is looked for. Words are found without marks."""
        one = row.version
        return (
            (not self.kind or one.kind == self.kind)
            and (not self.tag or self.tag in one.tags)
            and (not self.level or str(one.level) == self.level)
            and (not self.language or one.language == self.language)
            and (not self.warned or bool(row.warned))
            and (not self.words or fold(self.words) in _searched(row))
        )


def _searched(row: ItemRow) -> str:
    one = row.version
    return fold(" ".join([str(row.number), one.stem, *one.options, *one.choices, *one.tags]))


def tags_of(rows: Sequence[ItemRow]) -> list[str]:
    """The tags of some items, each once."""
    return sorted({tag for row in rows for tag in row.version.tags})


def quizzes_of_bank(bank_id: UUID) -> Sequence[Quiz]:
    """The quizzes any version of which draws from a bank."""
    return db.session.scalars(
        select(Quiz)
        .where(
            Quiz.id.in_(
                select(QuizVersion.quiz_id)
                .join(QuizItem, QuizItem.quiz_version_id == QuizVersion.id)
                .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
                .join(Item, Item.id == ItemVersion.item_id)
                .where(Item.bank_id == bank_id)
            )
        )
        .order_by(Quiz.title)
    ).all()


def versions_of(item_id: UUID) -> Sequence[ItemVersion]:
    """Every wording of an item, the newest first."""
    return db.session.scalars(
        select(ItemVersion)
        .where(ItemVersion.item_id == item_id)
        .order_by(ItemVersion.number.desc())
    ).all()


def uses_of(item_id: UUID) -> Sequence[tuple[QuizVersion, int]]:
    """The quiz versions that may draw an item, each with the version of the item it draws."""
    rows = db.session.execute(
        select(QuizVersion, ItemVersion.number)
        .join(QuizItem, QuizItem.quiz_version_id == QuizVersion.id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(ItemVersion.item_id == item_id)
        .order_by(QuizVersion.quiz_id, QuizVersion.number.desc())
    )
    return [(row[0], row[1]) for row in rows]


def get_medium(file_id: UUID | None) -> StoredFile:
    """The file of a picture or recording. Raises Missing."""
    found = db.session.get(StoredFile, file_id) if file_id else None
    if found is None:
        raise Missing
    return found
