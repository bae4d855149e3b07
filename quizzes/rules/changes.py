"""What changed from one version to the next, in words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from quizzes.wording import Wording


def wording_changes(old: Wording | None, new: Wording) -> list[str]:
    """The parts of an item that are not as before, each in its words."""
    if old is None:
        return [_("Written for the first time")]
    words = {
        "stem": _("Question"), "options": _("Options"), "choices": _("Options"),
        "key": _("Right answer"), "explanation": _("Explanation"),
        "option_explanations": _("Explanations of options"), "keep_order": _("Order of options"),
        "level": _("Level"), "tags": _("Tags"), "language": _("Language"),
        "reference": _("Lesson line"), "media": _("Pictures and recordings"),
    }  # fmt: skip
    changed = (
        words.get(one.name, one.name)
        for one in fields(Wording)
        if getattr(old, one.name) != getattr(new, one.name)
    )
    return list(dict.fromkeys(changed))


@dataclass(frozen=True)
class MadeUp:
    """How a quiz version is made up: item → the version of it, and everything else by name."""

    items: Mapping[UUID, UUID]
    fixed: Collection[UUID]
    limits: Mapping[str, Any]


def quiz_changes(old: MadeUp | None, new: MadeUp) -> list[str]:
    """What a new version of a quiz does otherwise than the one before."""
    if old is None:
        return [_("Made for the first time")]
    both = old.items.keys() & new.items.keys()
    more, less = len(new.items.keys() - both), len(old.items.keys() - both)
    newer = sum(old.items[one] != new.items[one] for one in both)
    counted = (
        more and _("%(n)s questions more", n=more),
        less and _("%(n)s questions less", n=less),
        newer and _("%(n)s questions in a newer version", n=newer),
    )
    changed = [words for words in counted if words]
    if set(old.fixed) != set(new.fixed):
        changed.append(_("Questions that are always asked"))
    for name, words in limit_words().items():
        if old.limits.get(name) != new.limits.get(name):
            changed.append(words)
    return changed or [_("Nothing")]


def limit_words() -> dict[str, str]:
    """The words for each number and limit of a quiz version."""
    return {
        "draw": _("How many questions are asked"), "pass_mark": _("Pass mark"),
        "blueprint": _("Plan of what is drawn"), "seconds_allowed": _("Time limit"),
        "hard_limit": _("What happens after the time"), "opens_at": _("Opening"),
        "closes_at": _("Closing"), "tries_before_wait": _("Tries before a pause"),
        "wait_hours": _("Length of the pause"), "most_tries": _("Most tries"),
    }  # fmt: skip
