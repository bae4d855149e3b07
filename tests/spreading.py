"""Which worker begins with which tests, so that no worker is left alone with the long ones.

pytest-xdist cuts the list of tests into equal stretches, one a worker; who is done steals from the
end of the longest. So what is long stands at the beginning of the stretches.
"""

from __future__ import annotations

import os

import pytest

# Journeys wait for a browser as much as they compute; more than two of them at once would
# only wait for each other, and their patience is measured in seconds.
JOURNEYS, BROWSERS = "tests/journeys/", 2
# The demo last: the province it looks at is being made for a journey meanwhile.
HEAVY = ("tests/house/test_cli.py", "tests/quizzes/test_kill.py", "tests/demo/")


def spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests, in the order the workers are to have them."""
    journeys = [item for item in items if item.nodeid.startswith(JOURNEYS)]
    heavy = [item for place in HEAVY for item in items if item.nodeid.startswith(place)]
    lanes = min(BROWSERS, workers())
    first: list[list[pytest.Item]] = [[] for _ in range(workers())]
    for lane in range(lanes):
        first[lane] += journeys[lane::lanes]
    first[-1] += heavy
    begun = {item for lane in first for item in lane}
    return _filled(first, [item for item in items if item not in begun])


def workers() -> int:
    """How many there are; one when tests run in this process."""
    return int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))


def _filled(first: list[list[pytest.Item]], rest: list[pytest.Item]) -> list[pytest.Item]:
    """Each worker's first tests, and of the rest as many as its stretch has room for."""
    left = len(rest) + sum(map(len, first))
    order: list[pytest.Item] = []
    for number, lane in enumerate(first):
        stretch = left // (len(first) - number)
        room = max(0, stretch - len(lane))
        order += [*lane, *rest[:room]]
        rest, left = rest[room:], left - stretch
    return order + rest
