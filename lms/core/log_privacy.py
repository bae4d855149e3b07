"""What no line of a log carries: secrets, persons, what people typed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, MutableMapping
from types import TracebackType
from typing import Any

Event = MutableMapping[str, Any]

PRIVATE = frozenset(
    {"password", "secret", "pin", "token", "phone", "name", "cookie", "authorization", "username",
     "full_name", "mail", "email", "form", "query", "arguments", "parameters"}
)  # fmt: skip
HIDDEN = "[hidden]"
FRAMES = 8  # the innermost ones
# In sentences of libraries: a path or query of ours (gunicorn tells it with an error), an address
# in the network, a number of a phone or a citizen.
TELLING = re.compile(
    r"(?<=\s)/\S*\?\S*|(?<=request )/\S*|\b\d{1,3}(?:\.\d{1,3}){3}\b(?!:\d)"
    r"|\+?\b\d{9,12}\b|\S+@\S+\.\S+"
)


def hide_private(_: Any, __: str, event: Event) -> Event:
    """Blank what must never be logged, whoever logs it."""
    for key in event:
        if key in PRIVATE:
            event[key] = HIDDEN
    return event


def hide_in_text(_: Any, __: str, event: Event) -> Event:
    """Blank what a library put into its sentence."""
    event["event"] = TELLING.sub(HIDDEN, str(event["event"]))
    return event


def only_frames(_: Any, __: str, event: Event) -> Event:
    """Of an error keep its kind and where it was: its message may hold what people typed."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    error = given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        event["error"] = " < ".join(type(one).__name__ for one in _causes(error))
        event["frames"] = frames_of(error.__traceback__)
    event.pop("stack_info", None)
    return event


def frames_of(at: TracebackType | None) -> list[str]:
    """Where an error was: file and line, the innermost last; of libraries only that one."""
    frames = []
    while at is not None:
        frames.append(f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}")
        at = at.tb_next
    ours = [frame for frame in frames[:-1] if "site-packages" not in frame]
    return [*ours[1 - FRAMES :], *frames[-1:]]


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
