"""More people than the machine can take: a few requests at a time, saves first, the rest refused.

A process that works on everything at once becomes slow for everybody and recovers late. Here
`at_once` pages are worked on, some wait their turn, and when too many wait, the next one is told
at once that the system is busy (503, Retry-After); phones try again by themselves. What people
send is let in before pages and has places of its own: no row of slow reports stands before a save.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue

from lms.core.db import READING
from lms.core.resend import came_from_us, typed_fields

RETRY_AFTER = 5  # seconds
KEPT_FOR_SAVES = 2  # places that pages never take
PATIENCE = {True: 10.0, False: 3.0}  # seconds that a save, that a page waits for its turn
FREE = frozenset({"assets", "health", "metrics", None})  # costs next to nothing, or watches us


@dataclass
class Gate:
    """Who is let in now. `at_once` 0: everybody."""

    at_once: int
    running: int = 0
    waiting: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    turn: threading.Condition = field(default_factory=threading.Condition)

    def enter(self, *, saves: bool) -> bool:
        """Take a place, waiting for it if need be; False: too many wait, or too long."""
        with self.turn:
            if not self._has_room(saves=saves) and not self._wait(saves=saves):
                return False
            self.running += 1
            return True

    def leave(self) -> None:
        """Give the place back."""
        with self.turn:
            self.running -= 1
            self.turn.notify_all()

    def _wait(self, *, saves: bool) -> bool:
        # Pages wait in a shorter row than saves; both together leave threads that can refuse.
        if sum(self.waiting.values()) >= self.at_once * (2 if saves else 1):
            return False
        self.waiting[saves] += 1
        try:
            return self.turn.wait_for(lambda: self._has_room(saves=saves), PATIENCE[saves])
        finally:
            self.waiting[saves] -= 1

    def _has_room(self, *, saves: bool) -> bool:
        if saves:
            return self.running < self.at_once + KEPT_FOR_SAVES
        return self.running < self.at_once and not self.waiting[True]


def set_up_gate(app: Flask, at_once: int) -> None:
    """Count every request in and out; the first thing that is done with one."""
    gate = app.extensions["gate"] = Gate(at_once)
    if not at_once:
        return

    def come_in() -> ResponseReturnValue | None:
        if request.blueprint in FREE:
            return None
        g.is_inside = gate.enter(saves=request.method not in READING)
        return None if g.is_inside else busy_page()

    def go_out(_error: BaseException | None) -> None:
        if g.pop("is_inside", False):
            gate.leave()

    app.before_request(come_in)
    app.teardown_request(go_out)


def busy_page() -> ResponseReturnValue:
    """A page that tries again, or offers again what was typed.

    Never JSON: scripts of ours take only that as the server's word, and keep what they sent.
    """
    is_read = request.method in READING
    page = render_template(
        "errors/busy.html",
        seconds=RETRY_AFTER,
        tries_again=is_read,
        path=request.full_path.rstrip("?"),
        fields=typed_fields() if not is_read and came_from_us() else (),
    )
    return page, 503, {"Retry-After": str(RETRY_AFTER)}
