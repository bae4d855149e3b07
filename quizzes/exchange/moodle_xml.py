"""Moodle XML, as Moodle 2 to 5 write it: all our kinds, with pictures and recordings."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from flask_babel import lazy_gettext

from quizzes.exchange.format import Declined, Loss, Outgoing, Packed, Taken, Unreadable
from quizzes.exchange.moodle_reading import read_question
from quizzes.exchange.moodle_writing import question_of
from quizzes.exchange.plain_text import plain
from quizzes.exchange.xml_tree import local, parse, text_of, to_bytes
from quizzes.items import KINDS

TITLE = lazy_gettext("Moodle XML")
ENDING = ".xml"
MEDIA_TYPE = "application/xml"
CARRIES: dict[str, Sequence[Loss]] = dict.fromkeys(KINDS, ())
MOST_ITEMS = 5_000


def read(body: bytes) -> list[Taken | Declined]:
    """The items of a file. Raises Unreadable."""
    if body.count(b"<question ") > 2 * MOST_ITEMS:  # far too many to read them all first
        raise Unreadable("too_many")
    root = parse(body)
    if local(root) != "quiz":
        raise Unreadable(local(root)[:40])
    questions = [one for one in root if local(one) == "question"]
    if len(questions) > MOST_ITEMS:
        raise Unreadable("too_many")
    items: list[Taken | Declined] = []
    category = ""
    for question in questions:
        if question.get("type") == "category":
            category = _last_name(text_of(question, "category", "text"))
        else:
            items.append(read_question(len(items) + 1, question, category))
    if not items:
        raise Unreadable("no_items")
    return items


def _last_name(path: str) -> str:
    """`$course$/top/Internet/Passwords` → Passwords; nothing for the ones Moodle makes itself."""
    last = plain(path.replace("//", "\N{FRACTION SLASH}").rpartition("/")[2])[0]
    is_made = last.startswith(("$", "Default for")) or last.lower() == "top"
    return "" if is_made else last.replace("\N{FRACTION SLASH}", "/")[:50]


def write(items: Sequence[Outgoing]) -> Packed:
    """A file with these items."""
    written = {item.number: question_of(item) for item in items}
    root = Element("quiz")
    root.extend(found[0] for found in written.values() if found)
    lost = {number: found[1] for number, found in written.items() if found and found[1]}
    return Packed(to_bytes(root), lost, [number for number, found in written.items() if not found])
