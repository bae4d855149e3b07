"""What a check says: a name, how it is, a plain sentence, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import structlog
from flask_babel import gettext as _

from lms.core.db import db

log = structlog.get_logger("hocso.doctor")


class State(StrEnum):
    """How something is."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` is what to do, empty when there is nothing to do."""

    name: str
    state: State
    sentence: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def ok(name: str, sentence: str) -> Finding:
    """It is as it should be."""
    return Finding(name, State.OK, sentence)


def warn(name: str, sentence: str, advice: str) -> Finding:
    """It works, but not as it should."""
    return Finding(name, State.WARNING, sentence, advice)


def problem(name: str, sentence: str, advice: str) -> Finding:
    """It does not work, or must not be so."""
    return Finding(name, State.PROBLEM, sentence, advice)


def look(check: Check) -> Iterator[Finding]:
    """What a check finds; a check that breaks is a finding too."""
    try:
        yield from check()
    except Exception as error:
        db.session.rollback()  # or nothing after it could ask the database
        log.warning("check broke", check=check.__name__, why=str(error)[:300])
        yield problem(
            check.__name__.removeprefix("look_at_"),
            _("This could not be looked at (%(why)s).", why=type(error).__name__),
            _("Read the log for the reason."),
        )


def worst(findings: list[Finding]) -> State:
    """The state of the whole."""
    states = {finding.state for finding in findings}
    return next((one for one in (State.PROBLEM, State.WARNING) if one in states), State.OK)
