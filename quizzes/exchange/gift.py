"""GIFT, the text format of Moodle: all our kinds, without loss but for pictures and recordings."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext

from lms.core.sheet_reader import decoded
from quizzes.exchange.format import Declined, Loss, Outgoing, Packed, Taken, Unreadable
from quizzes.exchange.gift_reading import read_block
from quizzes.exchange.gift_text import blocks
from quizzes.exchange.gift_writing import block_of
from quizzes.exchange.losing import media_lost
from quizzes.items import KINDS

TITLE = lazy_gettext("GIFT (text of Moodle)")
ENDING = ".gift"
MEDIA_TYPE = "text/plain; charset=utf-8"
CARRIES: dict[str, Sequence[Loss]] = dict.fromkeys(KINDS, (Loss.PICTURE, Loss.AUDIO))


def read(body: bytes) -> list[Taken | Declined]:
    """The items of a file. Raises Unreadable when there is no question in it."""
    if b"\x00" in body[:1000] and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("binary")
    text = decoded(body).replace("\r\n", "\n").replace("\r", "\n")
    found = [read_block(number, block) for number, block in enumerate(blocks(text), 1)]
    if not found:
        raise Unreadable("no_items")
    return found


def write(items: Sequence[Outgoing]) -> Packed:
    """A file with these items."""
    text = "\n\n".join(block_of(item) for item in items)
    lost = {item.number: found for item in items if (found := media_lost(item.wording))}
    return Packed(f"{text}\n".encode(), lost, [])
