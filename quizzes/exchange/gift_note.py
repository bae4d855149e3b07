"""What GIFT has no words for, kept in a comment of our own so that nothing of our kinds is lost.

`// [hocso:{"of": "3f2a…", "level": 3, …}]`: other systems see a comment. The note holds only where
the native question and the item differ. What belongs to the question itself (kind, options, key …)
is taken from the note only while `of` still fits the question beside it: a file changed by hand is
read as it now stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from quizzes.exchange.plain_text import visible
from quizzes.wording import Level, Wording

NOTE = re.compile(r"//\s*\[hocso:(\{.*\})\]\s*")
# Fields of a wording → what a value of theirs must be. The first ones hold whatever was changed.
ALWAYS: Mapping[str, type] = {"level": int, "language": str, "reference": str, "keep_order": bool}
OF_THE_QUESTION: Mapping[str, type] = {
    "kind": str,
    "stem": str,
    "options": list,
    "choices": list,
    "key": dict,
    "explanation": str,
    "option_explanations": list,
    "tags": list,
}
FIELDS = {**ALWAYS, **OF_THE_QUESTION}


def with_tags(wording: Wording, tags: Sequence[str]) -> Wording:
    """The wording with the tags of its block."""
    return replace(wording, tags=list(tags))


def note(wording: Wording, native: Wording | None) -> str:
    """The comment that makes the item out of its native question again; empty if it is the same."""
    due, read = _plain(wording), {} if native is None else _plain(native)
    fields = {name: due[name] for name in FIELDS if read.get(name) != due[name]}
    if not fields:
        return ""
    if set(fields) - set(ALWAYS):
        fields["of"] = _mark(native)
    return f"// [hocso:{json.dumps(fields, ensure_ascii=False, separators=(',', ':'))}]"


def applied(native: Wording | None, comments: Sequence[str]) -> tuple[Wording | None, bool]:
    """The item a native question and its comments make, and whether a note of ours vouches for it.

    What does not fit is passed over.
    """
    for comment in comments:
        found = NOTE.fullmatch(comment)
        if found:
            fields = _loaded(found[1])
            is_ours = fields.get("of") == _mark(native)
            return _with(native, fields, FIELDS if is_ours else ALWAYS), is_ours
    return native, False


def _with(
    native: Wording | None, fields: dict[str, Any], names: Mapping[str, type]
) -> Wording | None:
    fitting = {
        name: fields[name]
        for name, kind in names.items()
        if isinstance(fields.get(name), kind) and _is_sound(name, fields[name])
    }
    if native is not None:
        return replace(native, **fitting)
    whole = {"kind", "stem", "options", "key", "explanation"} <= set(fitting)
    return Wording(**fitting) if whole else None


def _is_sound(name: str, value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return name != "level" or (type(value) is int and value in set(Level))


def _loaded(text: str) -> dict[str, Any]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return _seen(loaded) if isinstance(loaded, dict) else {}


def _seen(value: Any) -> Any:
    """The value with texts as any other text of a file is read: no control characters."""
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, list):
        return [_seen(one) for one in value]
    if isinstance(value, dict):
        return {visible(name): _seen(one) for name, one in value.items()}
    return value


def _plain(wording: Wording) -> dict[str, Any]:
    """The fields as JSON has them."""
    fields = asdict(replace(wording, media=()))
    del fields["media"]
    plain: dict[str, Any] = json.loads(json.dumps(fields))
    return plain


def _mark(native: Wording | None) -> str:
    """A few letters that change with the question."""
    if native is None:
        return ""
    fields = {name: value for name, value in _plain(native).items() if name in OF_THE_QUESTION}
    text = json.dumps(fields, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:10]
