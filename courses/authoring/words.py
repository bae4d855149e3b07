"""The words authors see: orders of learning, languages, why a version is closed, who is writing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from courses.authoring.models import LessonPresence
from courses.authoring.rules import State
from courses.models import Order
from lms.core.clock import ZONE
from lms.core.i18n import language
from lms.core.markup_blocks import SPOKEN, words_of

ORDERS = {
    Order.FREE: _("Lessons in any order, then the quiz"),
    Order.IN_ORDER: _("One lesson after the other, then the quiz"),
    Order.TEST_FIRST: _("A first test that counts for nothing, the lessons in order, the quiz"),
}
CLOSED = {
    State.IN_REVIEW: _("This version is being reviewed. Take it back before you write on."),
    State.APPROVED: _("This version is approved and waits to be published. Take it back first."),
    State.PUBLISHED: _("This version is published and never changes. Begin a new version."),
    State.WITHDRAWN: _("This version was withdrawn. Begin a new version."),
}
BLOCKS = ("steps", "warning", "tip", "story", "check", "card")
MINUTE = timedelta(minutes=1)


def spoken_languages() -> dict[str, str]:
    """The languages a recording or a module may have, in the reader's words."""
    return {code: words[:1].upper() + words[1:] for code, words in SPOKEN[language()].items()}


def blocks() -> list[tuple[str, str, str]]:
    """(title, what goes before, what goes after the words) of each block of the toolbar."""
    titles = words_of(language())
    return [(titles[name], f"::: {name}\n{_filling(name)}", "\n:::\n") for name in BLOCKS]


def _filling(name: str) -> str:
    if name == "steps":
        return "1. "
    if name == "check":
        choices = f"- [x] {gettext('right')}\n- [ ] {gettext('wrong')}"
        return f"{gettext('The question?')}\n\n{choices}\n\n"
    return ""


def presence_words(rows: Sequence[LessonPresence], at: datetime) -> list[str]:
    """Who is writing, one sentence each."""
    return [_seen(row.name, (at - row.seen_at) // MINUTE) for row in rows]


def _seen(name: str, minutes: int) -> str:
    if minutes < 1:
        return str(gettext("%(name)s is writing in this lesson now.", name=name))
    return str(
        ngettext("%(name)s is writing in this lesson (%(num)s minute ago).",
                 "%(name)s is writing in this lesson (%(num)s minutes ago).", minutes, name=name)
    )  # fmt: skip


def clock_words(at: datetime) -> str:
    """`08:15`, Việt Nam time."""
    return at.astimezone(ZONE).strftime("%H:%M")
