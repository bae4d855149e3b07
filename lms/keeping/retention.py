"""Which backups stay: some of the newest days, and the last one of some months. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

NAME = re.compile(r"hocso-(\d{8}-\d{6})\.hocso")


@dataclass(frozen=True)
class Keep:
    """So many days, so many months; a day or month without a backup does not count."""

    days: int
    months: int


def read_keep(text: str) -> Keep:
    """`14 daily 12 monthly`. Raises ValueError."""
    found = re.fullmatch(r"(\d+) daily (\d+) monthly", text)
    if not found:
        raise ValueError(f"must be like 14 daily 12 monthly, not {text!r}")
    return Keep(int(found[1]), int(found[2]))


def name_of(at: datetime) -> str:
    """The file of a backup made then."""
    return f"hocso-{at:%Y%m%d-%H%M%S}.hocso"


def verified_mark(name: str) -> str:
    """The file beside a backup that says when every byte of it was read back and good."""
    return f"{name}.verified"


def to_delete(names: Iterable[str], keep: Keep) -> list[str]:
    """The files that may go; whatever is not called as we call backups stays."""
    ours = sorted((name for name in names if NAME.fullmatch(name)), reverse=True)
    kept = _newest(ours, keep.days, lambda name: name[6:14])
    kept |= _newest(ours, keep.months, lambda name: name[6:12])
    return [name for name in ours if name not in kept]


def _newest(names: list[str], number: int, period: Callable[[str], str]) -> set[str]:
    """The newest file of each of so many periods."""
    newest: dict[str, str] = {}
    for name in names:
        newest.setdefault(period(name), name)
    return set(list(newest.values())[:number])
