"""Looking into a backup: every byte, the database in it, and what it holds."""

from __future__ import annotations

import gzip
import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from lms.core.progress import Progress
from lms.keeping.archive import Member, Reader
from lms.keeping.backing_up import EVERY, FORMAT, MANIFEST
from lms.keeping.database_copies import (
    MEMBERS,
    SQLITE,
    check_deeply,
    check_postgres,
    check_sqlite,
)
from lms.keeping.envelopes import opened
from lms.keeping.errors import Damaged, NotNow
from lms.keeping.retention import verified_mark


@dataclass
class Contents:
    """What a backup holds."""

    about: dict[str, Any] = field(default_factory=dict)
    files: int = 0
    keys: int = 0
    size: int = 0
    damaged: list[str] = field(default_factory=list)  # were so in the store already

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.about["rows"].values())


def verify(
    path: Path, contents: Contents, *, identity: Path | None = None, deep: str = ""
) -> Iterator[Progress]:
    """Read a backup whole; `contents` fills up. Yields how many bytes are read.

    `deep`: address of a PostgreSQL server where a dump is restored on trial.
    Raises Damaged for any byte that is not as it was written.
    """
    with TemporaryDirectory(prefix="hocso-part-") as name, opened(path, identity) as source:
        place = Path(name) / "copy"
        reader = Reader(source)
        for member in opened_members(reader, contents):
            if member.name == MEMBERS[contents.about["database"]]:
                unpack_database(member, place, contents.about["database"])
            else:
                count(member, contents)
            if reader.size - contents.size > EVERY:
                contents.size = reader.size
                yield Progress(reader.size, 0)
        contents.size = reader.size
        check_database(place, contents, deep)


def note_verified(path: Path, at: datetime) -> None:
    """Leave a mark beside a backup that was read back whole; where we may not write, none."""
    with suppress(OSError):
        path.with_name(verified_mark(path.name)).write_text(at.isoformat(timespec="seconds"))


def opened_members(reader: Reader, contents: Contents) -> Iterator[Member]:
    """The members behind the manifest. Raises NotNow when a later version wrote it."""
    members = reader.members()
    first = next(members)
    if first.name != MANIFEST:
        raise Damaged("this is no backup of this product")
    try:
        contents.about = json.loads(first.body.read())
        if contents.about["format"] > FORMAT:
            raise NotNow(f"made by a later version ({contents.about['version']})")
        yield from (member for member in members if contents.about["database"] in MEMBERS)
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(f"the manifest cannot be read ({error})") from None


def unpack_database(member: Member, place: Path, kind: str) -> None:
    """Write the copy of the database to a file. Raises Damaged."""
    with place.open("wb") as out:
        if kind != SQLITE:
            shutil.copyfileobj(member.body, out, 1 << 20)
            return
        try:
            with gzip.GzipFile(fileobj=cast("Any", member.body)) as whole:
                shutil.copyfileobj(whole, out, 1 << 20)
        except (OSError, EOFError, zlib.error) as error:
            raise Damaged(f"the database in it is damaged: {error}") from None


def count(member: Member, contents: Contents) -> None:
    """One file or key more; a file's name is its digest."""
    while member.body.read(1 << 20):
        pass
    if member.name.startswith("keys/"):
        contents.keys += 1
        return
    contents.files += 1
    if member.sha256 not in member.name:
        contents.damaged.append(member.name)


def check_database(place: Path, contents: Contents, deep: str = "") -> None:
    """Whether the database in it is sound. Raises Damaged."""
    if not place.exists():
        raise Damaged("there is no database in it")
    about = contents.about
    if about["database"] == SQLITE:
        check_sqlite(place, about["rows"])
    else:
        check_postgres(place, about["rows"], about["needs"])
        if deep:
            check_deeply(place, about["rows"], about["needs"], deep)
