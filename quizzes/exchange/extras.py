"""What other systems have no field for (level, lesson line, …) and how it comes back. Pure.

A writer reads its own item once more; whatever that reading does not give back is kept beside the
item, in tags, keywords or an element that other systems show or pass over. So nothing of ours
depends on a list of what each format can say: the difference itself is kept. What belongs to the
question itself holds only while `of` fits the question beside it: a file that somebody changed by
hand is read as it now stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from quizzes.items import KINDS
from quizzes.wording import Level, Wording

MARK = "hocso:"
SHORT = ("level", "language", "reference")  # fit into a tag of any system, hold in any case
FIELDS = tuple(one.name for one in fields(Wording) if one.name != "media")
MOST_PARTS = 100
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
LINE = re.compile(r"(\d{1,3}:\d{1,4})?")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_place(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _list_of(is_good: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: (
        isinstance(value, list) and len(value) <= MOST_PARTS and all(map(is_good, value))
    )


FORMS: Mapping[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("stem", "explanation"), _is_text),
    "reference": lambda value: _is_text(value) and LINE.fullmatch(value) is not None,
    **dict.fromkeys(("options", "choices", "option_explanations", "tags"), _list_of(_is_text)),
    "kind": lambda value: _is_text(value) and value in KINDS,
    "language": lambda value: _is_text(value) and LANGUAGE.fullmatch(value) is not None,
    "level": lambda value: _is_place(value) and value in set(Level),
    "keep_order": lambda value: isinstance(value, bool),
    "key": lambda value: isinstance(value, dict),
}
KEYS: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "single_choice": {"option": _is_place},
    "picture_choice": {"option": _is_place},
    "multiple_response": {"options": _list_of(_is_place)},
    "true_false": {"true": lambda value: isinstance(value, bool)},
    "ordering": {},
    "matching": {"choices": _list_of(_is_place)},
    "fill_blank": {"choices": _list_of(_is_place)},
    "number": {"value": _is_text, "tolerance": _is_text},
    "short_answer": {"accepted": _list_of(_is_text)},
}


def beside(wording: Wording, native: Wording) -> dict[str, Any]:
    """What a plain reading (`native`) of the written item would lose."""
    due, read = _plain(wording), _plain(native)
    kept = {name: due[name] for name in FIELDS if due[name] != read[name]}
    return kept | ({"of": _mark(native)} if set(kept) - set(SHORT) else {})


def restore(native: Wording, kept: Mapping[str, Any]) -> tuple[Wording, bool]:
    """The item a native question and what was kept beside it make; whether that is all of it.

    Only fields of the right form are believed: anybody can write such a file.
    """
    is_ours = kept.get("of") == _mark(native)
    names = FIELDS if is_ours else SHORT
    good = {name: kept[name] for name in names if name in kept and FORMS[name](kept[name])}
    wording = replace(native, **good)
    return (wording, is_ours) if _has_sound_key(wording) else (native, False)


def as_tags(kept: Mapping[str, Any]) -> list[str]:
    """Short fields as tags a system may show: `hocso:level=3`."""
    return [f"{MARK}{name}={kept[name]}" for name in SHORT if name in kept]


def as_json(kept: Mapping[str, Any]) -> str:
    """The other fields as one text; empty when there are none."""
    rest = {name: value for name, value in kept.items() if name not in SHORT}
    return json.dumps(rest, sort_keys=True) if rest else ""


def read_tags(tags: Iterable[str]) -> tuple[list[str], dict[str, Any]]:
    """Tags of people, and what our tags say."""
    others, kept = [], {}
    for tag in tags:
        name, _sign, value = tag.removeprefix(MARK).partition("=")
        if not tag.startswith(MARK):
            others.append(tag)
        elif name in SHORT:
            kept[name] = int(value) if name == "level" and value in {"1", "2", "3"} else value
    return others, kept


def read_json(text: str) -> dict[str, Any]:
    """What our text says; nothing when it is not ours or damaged."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _plain(wording: Wording) -> dict[str, Any]:
    """The fields as JSON has them."""
    found = {name: getattr(wording, name) for name in FIELDS}
    lists = {name: list(value) for name, value in found.items() if isinstance(value, tuple)}
    return {**found, **lists, "key": dict(wording.key), "level": int(wording.level)}


def _mark(native: Wording) -> str:
    """A few letters that change with the question."""
    text = json.dumps({**_plain(native), **dict.fromkeys(SHORT)}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _has_sound_key(wording: Wording) -> bool:
    forms = KEYS[wording.kind]
    return set(forms) == set(wording.key) and all(
        is_good(wording.key[name]) for name, is_good in forms.items()
    )
