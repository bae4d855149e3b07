"""Writes the little TOML that a module.toml needs. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


def written(table: Mapping[str, Any], rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Keys in their order, then tables that repeat; what is None is left out."""
    lines = [f"{key} = {_value(value)}" for key, value in table.items() if value is not None]
    for name, some in rows.items():
        for row in some:
            lines += [
                "",
                f"[[{name}]]",
                *(f"{key} = {_value(value)}" for key, value in row.items()),
            ]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[]" if not value else "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
    if isinstance(value, datetime):
        return value.isoformat()
    # A JSON string is a TOML string, but for one letter that TOML wants written as a number.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
