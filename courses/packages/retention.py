"""What of packages goes after its time: those never taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select

from courses.packages.models import ModulePackage, ModulePackageTaking

WAITING = 90  # days a package waits to be taken


def _drop_waiting(at: datetime) -> Any:
    taken = select(ModulePackageTaking.package_id)
    return delete(ModulePackage).where(
        ModulePackage.id.not_in(taken), ModulePackage.at < at - timedelta(days=WAITING)
    )


# Taken along by `flask privacy blank`; people do not know of courses.
STEPS: Mapping[str, Callable[[datetime], Any]] = {"module_packages": _drop_waiting}
