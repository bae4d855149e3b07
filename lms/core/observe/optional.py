"""Libraries that only some installations want (requirements/telemetry.txt)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from lms.settings import WrongSetting


def wanted(module: str, setting: str) -> Any:
    """A library that a setting asks for. Raises WrongSetting when it is not installed."""
    try:
        return import_module(module)
    except ImportError:
        raise WrongSetting(
            f"{setting} needs libraries that are not installed: "
            "pip install -r requirements/telemetry.txt"
        ) from None
