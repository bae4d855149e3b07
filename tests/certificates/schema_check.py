"""Checks a document against a JSON Schema, as far as the published one of Open Badges goes.

A word of the schema that this does not know is an error, so nothing of it is left out silently.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

KINDS = {
    "object": dict, "array": list, "string": str, "boolean": bool,
    "number": (int, float), "integer": int,
}  # fmt: skip
SNAKE = re.compile("([A-Z])")
SILENT = {"description", "$comment", "title", "$schema", "$id", "$defs"}


def faults(schema: dict[str, Any], document: Any) -> list[str]:
    """What a document does wrong; empty when nothing."""
    return _Check(schema).faults(schema, document, "")


class _Check:
    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def faults(self, schema: dict[str, Any], value: Any, at: str) -> list[str]:
        found = []
        for word, wanted in schema.items():
            if word not in SILENT and not word.startswith("additional"):
                check = getattr(self, "_" + SNAKE.sub(r"_\1", word.lstrip("$")).lower())
                found += check(wanted, value, at, schema)
        return found

    def _ref(self, wanted: str, value: Any, at: str, _: Any) -> list[str]:
        target: Any = self.root
        for part in wanted.removeprefix("#/").split("/"):
            target = target[part]
        return self.faults(target, value, at)

    def _type(self, wanted: str, value: Any, at: str, _: Any) -> list[str]:
        is_it = isinstance(value, KINDS[wanted])  # type: ignore[arg-type]
        is_it = is_it and (wanted == "boolean" or not isinstance(value, bool))
        return [] if is_it else [f"{at}: not {wanted}"]

    def _enum(self, wanted: list[Any], value: Any, at: str, _: Any) -> list[str]:
        return [] if value in wanted else [f"{at}: {value!r} not in the list"]

    def _pattern(self, wanted: str, value: Any, at: str, _: Any) -> list[str]:
        is_fine = not isinstance(value, str) or re.search(wanted, value)
        return [] if is_fine else [f"{at}: {value!r} does not match {wanted}"]

    def _format(self, wanted: str, value: Any, at: str, _: Any) -> list[str]:
        assert wanted == "date-time", wanted
        try:
            is_fine = not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            is_fine = False
        return [] if is_fine else [f"{at}: {value!r} is no moment with a zone"]

    def _required(self, wanted: list[str], value: Any, at: str, _: Any) -> list[str]:
        given = value if isinstance(value, dict) else wanted
        return [f"{at}: {name} is missing" for name in wanted if name not in given]

    def _properties(self, wanted: dict[str, Any], value: Any, at: str, schema: Any) -> list[str]:
        if not isinstance(value, dict):
            return []
        found = []
        for name, part in value.items():
            rule = wanted.get(name, schema.get("additionalProperties", True))
            if rule is False:
                found.append(f"{at}/{name}: nothing of that name is allowed")
            elif rule is not True:
                found += self.faults(rule, part, f"{at}/{name}")
        return found

    def _property_names(
        self, wanted: dict[str, Any], value: Any, at: str, schema: Any
    ) -> list[str]:
        names = value if isinstance(value, dict) else ()
        found = [fault for name in names for fault in self.faults(wanted, name, f"{at}/{name}")]
        return found + self._properties({}, value, at, schema)

    def _min_items(self, wanted: int, value: Any, at: str, _: Any) -> list[str]:
        return [f"{at}: too few"] if isinstance(value, list) and len(value) < wanted else []

    def _items(self, wanted: Any, value: Any, at: str, schema: Any) -> list[str]:
        if not isinstance(value, list):
            return []
        found = []
        for place, one in enumerate(value):
            rule = wanted
            if isinstance(wanted, list):
                rest = schema.get("additionalItems", True)
                rule = wanted[place] if place < len(wanted) else rest
            found += [] if rule is True else self.faults(rule, one, f"{at}/{place}")
        return found

    def _contains(self, wanted: Any, value: Any, at: str, _: Any) -> list[str]:
        some = value if isinstance(value, list) else [None]
        is_fine = not isinstance(value, list) or any(not self.faults(wanted, o, at) for o in some)
        return [] if is_fine else [f"{at}: nothing in it is {wanted}"]

    def _all_of(self, wanted: Any, value: Any, at: str, _: Any) -> list[str]:
        return [fault for rule in wanted for fault in self.faults(rule, value, at)]

    def _any_of(self, wanted: Any, value: Any, at: str, _: Any) -> list[str]:
        every = [self.faults(rule, value, at) for rule in wanted]
        return [] if not all(every) else min(every, key=len)

    def _one_of(self, wanted: Any, value: Any, at: str, _: Any) -> list[str]:
        every = [self.faults(rule, value, at) for rule in wanted]
        fitting = sum(not faults for faults in every)
        if fitting == 1:
            return []
        return [f"{at}: fits {fitting} of {len(every)}", *min(every, key=len)]
