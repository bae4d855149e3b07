"""Reads what a module.toml says of drawing items: how many, and of which kinds."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from courses.item_manuscript import LEVELS
from courses.manuscript_facts import MOST, Facts
from quizzes.rules.drawing import Line


def read_blueprint(facts: Facts) -> list[Line]:
    """`[[blueprint]]` tables with `count` and maybe `tag` and `level` (dễ, vừa, khó)."""
    found = []
    rows = facts.table.get("blueprint", [])
    for row in rows if isinstance(rows, list) else [rows]:
        if not _is_line(row):
            raise facts.broken(_("a line of the blueprint is not understood"))
        level = LEVELS.get(row.get("level"))
        found.append(Line(row["count"], row.get("tag", ""), level))
    return found


def check_counts(facts: Facts, items: int) -> None:
    """A test must be passable, and there must be enough to ask."""
    draw, passed = facts.whole("draw"), facts.whole("pass_mark")
    if passed > draw:
        raise facts.broken(_("pass_mark is larger than draw"))
    if items and draw > items:
        raise facts.broken(
            _("draw is %(draw)s, but quiz.md has %(items)s items", draw=draw, items=items)
        )


def _is_line(row: Any) -> bool:
    if not isinstance(row, dict) or not set(row) <= {"count", "tag", "level"}:
        return False
    count, tag = row.get("count"), row.get("tag", "")
    is_count = type(count) is int and 1 <= count <= MOST
    is_tag = isinstance(tag, str) and "\0" not in tag
    return is_count and is_tag and row.get("level", "vừa") in LEVELS
