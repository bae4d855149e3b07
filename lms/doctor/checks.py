"""All checks, in the order they are told."""

from __future__ import annotations

from collections.abc import Iterable

from lms.doctor.findings import Check, Finding, look
from lms.doctor.looks_at_database import look_at_database
from lms.doctor.looks_at_files import (
    look_at_backup,
    look_at_disk,
    look_at_keys,
    look_at_static,
    look_at_store,
)
from lms.doctor.looks_at_jobs import look_at_queue, look_at_schedule, look_at_workers
from lms.doctor.looks_at_machine import (
    look_at_data_folder,
    look_at_pdf,
    look_at_processors,
    look_at_sender,
    look_at_time_zone,
)
from lms.doctor.looks_at_redis import look_at_redis
from lms.doctor.looks_at_settings import (
    look_at_addresses,
    look_at_https,
    look_at_second_factor,
    look_at_secret_key,
)

# What takes milliseconds and waits for nobody outside: the page of the administrator too.
QUICK: tuple[Check, ...] = (
    look_at_database,
    look_at_redis,
    look_at_workers,
    look_at_queue,
    look_at_schedule,
    look_at_backup,
    look_at_disk,
    look_at_https,
    look_at_secret_key,
    look_at_second_factor,
    look_at_addresses,
    look_at_keys,
)
THOROUGH: tuple[Check, ...] = (
    look_at_store,
    look_at_static,
    look_at_data_folder,
    look_at_processors,
    look_at_pdf,
    look_at_time_zone,
    look_at_sender,
)


def examine(checks: Iterable[Check]) -> list[Finding]:
    """What the checks find."""
    return [finding for check in checks for finding in look(check)]
