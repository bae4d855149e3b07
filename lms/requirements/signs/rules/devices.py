"""Many people from one device within minutes. Sharing a phone is allowed; haste is the sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from uuid import UUID

from lms.core.clock import local_day
from lms.requirements.signs.rules.sign import LIMITS, Kind, Limits, Sign, Trace, in_order


@dataclass(frozen=True)
class HandedIn:
    """An attempt handed in from a device; `helped`: somebody was helping, in help mode."""

    attempt_id: UUID
    person_id: UUID
    device_key: str
    at: datetime
    helped: bool = False


def from_one_device(rows: Iterable[HandedIn], limits: Limits = LIMITS) -> list[Sign]:
    """Stretches in which enough different people handed in on one device, help apart."""
    by_device: dict[str, list[HandedIn]] = {}
    for row in sorted(rows, key=lambda row: (row.at, str(row.attempt_id))):
        by_device.setdefault(row.device_key, []).append(row)
    return [sign for one in by_device.values() for sign in _of_device(one, limits)]


def _of_device(rows: Sequence[HandedIn], limits: Limits) -> Iterator[Sign]:
    own = [row for row in rows if not row.helped]
    for start, end in _stretches(own, limits):
        found = own[start:end]
        first, last = found[0].at, found[-1].at
        beside = [row for row in rows if row.helped and first <= row.at <= last]
        yield Sign(
            Kind.ONE_DEVICE,
            local_day(first),
            _traces(found),
            (
                ("people", len({row.person_id for row in found})),
                ("minutes", max(1, ceil((last - first).total_seconds() / 60))),
                ("helped", len({row.person_id for row in beside})),
            ),
            _traces(beside),
        )


def _stretches(rows: Sequence[HandedIn], limits: Limits) -> list[tuple[int, int]]:
    """(first, after the last) of each crowded stretch; windows that overlap are one stretch."""
    found: list[tuple[int, int]] = []
    for start, row in enumerate(rows):
        end = start
        while end < len(rows) and rows[end].at - row.at <= limits.window:
            end += 1
        if len({one.person_id for one in rows[start:end]}) < limits.people:
            continue
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _traces(rows: Iterable[HandedIn]) -> tuple[Trace, ...]:
    return in_order([Trace(row.person_id, row.attempt_id, row.at) for row in rows])
