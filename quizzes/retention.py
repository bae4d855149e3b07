"""What of quizzes goes after its time: devices, words about people, files never taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update

from lms.people.operations.retention import DEVICES
from quizzes.exchange_models import ItemImport
from quizzes.models import Attempt, Submission
from quizzes.policy_models import Accommodation, CallBack

WORDS_ABOUT_PEOPLE = 365

WAITING = 90  # days a file of items waits to be taken


def _blank_devices(at: datetime) -> Any:
    old = select(Submission.attempt_id).where(
        Submission.submitted_at < at - timedelta(days=DEVICES)
    )
    return (
        update(Attempt)
        .where(Attempt.device_key.is_not(None), Attempt.id.in_(old))
        .values(device_key=None)
    )


def _blank_call_notes(at: datetime) -> Any:
    old = at - timedelta(days=WORDS_ABOUT_PEOPLE)
    return update(CallBack).where(CallBack.note != "", CallBack.at < old).values(note="")


def _blank_reasons(at: datetime) -> Any:
    old = at - timedelta(days=WORDS_ABOUT_PEOPLE)
    found = update(Accommodation).where(Accommodation.reason != "", Accommodation.at < old)
    return found.values(reason="")


def _drop_waiting(at: datetime) -> Any:
    return delete(ItemImport).where(
        ItemImport.taken_at.is_(None), ItemImport.at < at - timedelta(days=WAITING)
    )


# Taken along by `flask privacy blank`; people do not know of quizzes.
STEPS: Mapping[str, Callable[[datetime], Any]] = {
    "quiz_devices": _blank_devices,
    "call_notes": _blank_call_notes,
    "accommodation_reasons": _blank_reasons,
    "item_imports": _drop_waiting,
}
