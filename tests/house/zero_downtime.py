"""What a migration may do while the last release still runs, judged by the SQL it sends (pure).

`Released` is what the last release maps (migrations/released.json); tables it does not know may
be changed as one likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Released = Mapping[str, Mapping[str, object]]
NAME = r'"?(\w+)"?'
# What is never done to a table of the last release, and what to do instead.
REFUSED = (
    (rf"ALTER TABLE {NAME} RENAME", "renames: add the new name, fill it, drop the old one later"),
    (
        rf"ALTER TABLE {NAME} ADD COLUMN {NAME} (?!.*DEFAULT).*NOT NULL",
        "adds NOT NULL without a default: the last release writes rows without it",
    ),
    (rf"ALTER TABLE {NAME} ALTER COLUMN {NAME} (SET DATA )?TYPE", "changes a type: add a column"),
    (
        rf"ALTER TABLE {NAME} ALTER COLUMN {NAME} DROP DEFAULT",
        "takes a default away: the last release may count on it",
    ),
)
# What asks whether the table is small, or blocks everybody for as long as it takes.
SLOW = (
    (
        rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON {NAME}",
        "blocks writing while an index is made: op.create_index_online",
    ),
    (
        rf"ALTER TABLE {NAME} ADD CONSTRAINT (?!.*NOT VALID).*",
        "checks every row under a lock: NOT VALID, then VALIDATE in a migration of its own",
    ),
    (rf"ALTER TABLE {NAME} ALTER COLUMN {NAME} SET NOT NULL", "checks every row under a lock"),
)


@dataclass(frozen=True)
class Migration:
    """One migration: the SQL it sent to PostgreSQL, and what it says of itself.

    `small`: table → why nobody is held up by locking it. `is_contract`: it only takes away what the
    last release does without already.
    """

    number: str
    statements: tuple[str, ...]
    small: Mapping[str, str] = field(default_factory=dict)
    is_contract: bool = False


def faults(migration: Migration, released: Released, mapped: Released) -> list[str]:
    """What would harm the last release, in sentences; `mapped` is what the models map now."""
    lines = [re.sub(r"\s+", " ", statement).strip() for statement in migration.statements]
    found = [
        *_refused(lines, released),
        *_slow(lines, released, migration.small),
        *_taken_away(lines, released, mapped, is_contract=migration.is_contract),
        *_mixed(lines, released, migration.small),
    ]
    return [f"{migration.number}: {sentence}" for sentence in found]


def _refused(lines: Iterable[str], released: Released) -> Iterable[str]:
    for pattern, why in REFUSED:
        for table, line in _matching(pattern, lines):
            if table in released:
                yield f"{table}: {why} ({line[:90]})"


def _slow(lines: Iterable[str], released: Released, small: Mapping[str, str]) -> Iterable[str]:
    for pattern, why in SLOW:
        for table, line in _matching(pattern, lines):
            if table in released and not small.get(table):
                yield f"{table}: {why} ({line[:90]})"


def _taken_away(
    lines: list[str], released: Released, mapped: Released, *, is_contract: bool
) -> Iterable[str]:
    for table, _line in _matching(rf"DROP TABLE (?:IF EXISTS )?{NAME}", lines):
        if table in released or table in mapped or not is_contract:
            yield f"drops the table {table}: {_why(table in released, is_contract)}"
    for line in lines:
        dropped = re.match(rf"ALTER TABLE {NAME} DROP COLUMN (?:IF EXISTS )?{NAME}", line, re.I)
        if dropped is None:
            continue
        table, column = dropped[1], dropped[2]
        is_needed = column in released.get(table, {})
        if is_needed or column in mapped.get(table, {}) or not is_contract:
            yield f"drops {table}.{column}: {_why(is_needed, is_contract)}"


def _why(is_needed: bool, is_contract: bool) -> str:
    if is_needed:
        return "the last release still maps it; unmap it first and drop it a release later"
    return "models still map it" if is_contract else 'say PHASE = "contract"'


def _mixed(lines: list[str], released: Released, small: Mapping[str, str]) -> Iterable[str]:
    """Data moved under the lock of an ALTER hold everybody up; an online index is alone."""
    altered = {table for table, _ in _matching(rf"ALTER TABLE {NAME} ", lines)}
    moved = {table for table, _ in _matching(rf"(?:UPDATE|DELETE FROM) {NAME} ", lines)}
    for table in (altered & moved & set(released)) - set(small):
        yield f"{table}: data are moved in a migration of their own, not under the lock of ALTER"
    if any("CONCURRENTLY" in line for line in lines):
        for line in lines:
            if re.match(r"(ALTER|CREATE TABLE|UPDATE (?!alembic_version)|INSERT)", line):
                yield f"an index made online stands in a migration of its own ({line[:90]})"


def _matching(pattern: str, lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in lines:
        if found := re.match(pattern, line, re.I):
            yield found[1], line
