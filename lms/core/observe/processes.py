"""Whose figures they are: one process alone, or one of gunicorn's that count into shared files.

Each gunicorn worker counts into files named by its *place* (the first, the second, …), and who
takes a place later goes on counting there. Named by process id, as the library does it, every
worker that gunicorn replaces would leave files for ever, and each scrape would read them all.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

from prometheus_client import CollectorRegistry, multiprocess, values

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_place = ["alone"]  # read at every count: cheaper than the environment
_taken: set[int] = set()

# The library decides by the environment, which programs started by a worker inherit: they would
# leave files too. Only who calls `share` counts into files.
values.ValueClass = values.MutexValue


def share(folder: Path) -> None:
    """Count into files of a folder, emptied first. In gunicorn's first process, before the app."""
    if "lms.core.observe.series" in sys.modules:
        raise RuntimeError("too late: figures are kept in memory already")
    folder.mkdir(parents=True, exist_ok=True)
    _empty(folder)
    os.environ[FOLDER] = str(folder)
    _place[0] = f"{os.getpid()}-first"
    values.ValueClass = values.MultiProcessValue(lambda: _place[0])  # type: ignore[no-untyped-call]


def clear() -> None:
    """Remove the files (in the first process, when the server ends)."""
    folder = Path(os.environ[FOLDER])
    _empty(folder)
    with suppress(OSError):  # somebody else's things lie there
        folder.rmdir()


def _empty(folder: Path) -> None:
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)


def is_shared() -> bool:
    """Whether this process counts into files."""
    return values.ValueClass is not values.MutexValue


def free_place() -> int:
    """The first place nobody has, for a new worker (in the first process, before the fork)."""
    place = next(number for number in count() if number not in _taken)
    _taken.add(place)
    return place


def take_place(place: int) -> None:
    """Count as the worker of a place from now on (in a new worker; its parent is the first)."""
    _place[0] = f"{os.getppid()}-{place}"


def leave_place(place: int) -> None:
    """A worker is gone: forget what only the living have, such as memory (in the first process)."""
    multiprocess.mark_process_dead(f"{os.getpid()}-{place}")  # type: ignore[no-untyped-call]
    _taken.discard(place)


def all_processes() -> CollectorRegistry:
    """What the workers of this gunicorn have counted together."""
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together
