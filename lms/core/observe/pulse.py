"""Memory, processor and garbage of this process: looked at now and then, and at each scrape."""

from __future__ import annotations

import gc
import os
import time
from pathlib import Path

from lms.core.observe import series

EVERY = 5  # seconds
PAGE = os.sysconf("SC_PAGE_SIZE")
_last = {"look": 0.0, "processor": 0.0}
_collected = [0, 0, 0]


def look_now_and_then() -> None:
    """Look, unless that was done a moment ago (at the end of every request)."""
    if time.monotonic() - _last["look"] > EVERY:
        look()


def look() -> None:
    """Take the figures of this process. Those that only grow are added to what is known."""
    _last["look"] = time.monotonic()
    series.memory.set(PAGE * int(Path("/proc/self/statm").read_text().split()[1]))
    used, _last["processor"] = _last["processor"], time.process_time()
    series.processor_seconds.inc(max(0, _last["processor"] - used))  # a fork begins at nothing
    for number, found in enumerate(gc.get_stats()):
        before, _collected[number] = _collected[number], found["collections"]
        series.collections.labels(number).inc(max(0, _collected[number] - before))
