"""Verbs of packages: let one wait, take it over as a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from courses import queries
from courses.models import ModuleVersion
from courses.packages.archive import ZIP
from courses.packages.models import ModulePackage, ModulePackageTaking
from courses.packages.queries import folder_of, is_unchanged
from courses.packages.reader import Arrived
from courses.packages.taking import write_version
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Missing, Refused
from lms.core.files import keep_file
from lms.core.names import tidy
from quizzes.exchange.plain_text import visible
from quizzes.exchange.verdicts import same_question
from quizzes.exchange_queries import questions_of
from quizzes.operations.bank import open_bank
from quizzes.wording import Wording


def keep(
    package_id: UUID, arrived: Arrived, *, file_name: str, by: Actor, at: datetime
) -> ModulePackage:
    """Let a package wait for its author's yes. Sent twice it waits once."""
    known = db.session.get(ModulePackage, package_id)
    if known is not None:
        if known.by_id != by.id:
            raise Missing
        return known
    stored = keep_file(arrived.body, by=by, at=at, kinds={ZIP})
    one = ModulePackage(
        id=package_id,
        file_name=tidy(visible(file_name))[:120],
        file_id=stored.id,
        file=stored,
        notes=dict(arrived.notes),
        taking=None,
        **entered(by, at),
    )
    db.session.add(one)
    db.session.flush()
    return one


def take(one: ModulePackage, *, by: Actor, at: datetime) -> ModuleVersion:
    """Take a package over as a new draft; a second press gives the version of the first."""
    db.session.refresh(one, with_for_update={"of": ModulePackage})  # two presses: one after another
    taken = db.session.scalar(
        select(ModulePackageTaking).where(ModulePackageTaking.package_id == one.id)
    )
    if taken is not None:
        return queries.get_version(taken.version_id)
    folder = folder_of(one)
    newest = queries.newest_version(folder.script.code)
    if newest is not None and is_unchanged(one, newest):
        raise Refused(
            _("Nothing in this package differs from version %(n)s here.", n=newest.number)
        )
    bank = open_bank(folder.script.code, folder.script.title)
    db.session.flush()
    numbers = numbers_of(folder.items, questions_of(bank.id))
    version = write_version(folder, by=by, at=at, numbers=numbers)
    db.session.add(ModulePackageTaking(package_id=one.id, version_id=version.id, taken_at=at))
    db.session.flush()
    db.session.expire(one, ["taking"])
    record(
        "module.imported", version, by=by, at=at, label=version.title, file=one.file_name,
        version=version.number,
    )  # fmt: skip
    return version


def numbers_of(items: Sequence[Wording], known: Mapping[str, int]) -> dict[int, int]:
    """Which item of the bank each item is (place → number): known by its question, or a new one."""
    last, found = max(known.values(), default=0), dict[int, int]()
    for place, wording in enumerate(items):
        number = known.get(same_question(wording.stem))
        if number is None or number in found.values():
            last += 1
            number = last
        found[place] = number
    return found
