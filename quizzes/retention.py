"""What of quizzes is blanked after its time: on which device an attempt was handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from lms.people.operations.retention import DEVICES
from quizzes.models import Attempt, Submission


def _blank_devices(at: datetime) -> Any:
    old = select(Submission.attempt_id).where(
        Submission.submitted_at < at - timedelta(days=DEVICES)
    )
    return (
        update(Attempt)
        .where(Attempt.device_key.is_not(None), Attempt.id.in_(old))
        .values(device_key=None)
    )


# Taken along by `flask privacy blank`; people do not know of quizzes.
STEPS: Mapping[str, Callable[[datetime], Any]] = {"quiz_devices": _blank_devices}
