"""Reads one file of items from standard input and prints them as JSON; run by reader.py.

A process of its own with limits on memory and time: a hostile file can only harm this process.
"""

from __future__ import annotations

import json
import resource
import sys
from typing import Any

from quizzes.exchange.format import Declined, Reason, Taken, Unreadable
from quizzes.exchange.formats import FORMATS
from quizzes.exchange.reading import as_json, texts_of

MEMORY = 1536 * 1024**2
SECONDS = 20
MOST_ITEMS = 5_000
MOST_LETTERS = 10_000  # in one text
MOST_ATTACHED = 40 * 1024**2  # bytes of all pictures and recordings


def entries(body: bytes, format_name: str) -> list[dict[str, Any]]:
    """The items of a file as JSON. Raises Unreadable."""
    found = FORMATS[format_name].read(body)
    if len(found) > MOST_ITEMS:
        raise Unreadable("too_many")
    taken = [one for one in found if isinstance(one, Taken)]
    if sum(len(file.body) for one in taken for file in one.attached) > MOST_ATTACHED:
        raise Unreadable("too_large")
    return [as_json(_short_enough(one)) for one in found]


def _short_enough(found: Taken | Declined) -> Taken | Declined:
    title = found.title[:120]
    if isinstance(found, Declined):
        return Declined(found.number, title, found.reason, found.detail)
    if any(len(text) > MOST_LETTERS for text in texts_of(found.wording)):
        return Declined(found.number, title, Reason.TOO_LONG)
    return Taken(found.number, title, found.wording, found.losses, found.attached)


def main() -> None:
    """Read, print, and never say more than a word and a line about what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer: dict[str, Any] = {"items": entries(sys.stdin.buffer.read(), sys.argv[1])}
    except Unreadable as error:
        answer = {"fault": error.detail, "line": error.line}
    except (MemoryError, RecursionError):
        answer = {"fault": "too_large", "line": None}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
