"""What may stand in a text for others, and how it is made short. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum

from lms.core.names import tidy

QUESTION_LETTERS, ANSWER_LETTERS, PRACTICE_LETTERS = 600, 1200, 2000
WORDS_A_DAY, PRACTICES_A_DAY = 10, 3
PHOTOS = 4
CHAT_LETTERS = 280
# Vietnamese numbers: 0912 345 678, +84 912.345.678, 0205-3812-345; hotlines (1022, 113) are none.
PHONE = re.compile(r"(?<!\d)(?:\+?84|0)[\s.\-()]*[2-9](?:[\s.\-()]*\d){8,9}(?!\d)")
# Twelve digits that begin with the code of a province: 020080001234, 020 080 001 234.
IDENTITY = re.compile(r"(?<!\d)0\d(?:[ .]?\d){10}(?!\d)")
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class PostingKind(StrEnum):
    """What somebody wrote."""

    QUESTION = "question"
    ANSWER = "answer"
    PRACTICE = "practice"


class PostingState(StrEnum):
    """Who can read it: everybody, or only its author and those who moderate."""

    WAITING = "waiting"
    RETURNED = "returned"
    SHOWN = "shown"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Personal(StrEnum):
    """What must not stand in a text everybody reads."""

    PHONE = "phone"
    IDENTITY = "identity"


def personal_in(text: str) -> Personal | None:
    """The first kind of personal number in a text; None when there is none."""
    plain = unicodedata.normalize("NFKC", text)
    if IDENTITY.search(plain):
        return Personal.IDENTITY
    return Personal.PHONE if PHONE.search(plain) else None


def plain_text(text: str) -> str:
    """Text as it is kept: lines tidied, one empty line at most, nothing invisible."""
    lines = [tidy(_visible(line)) for line in text.replace("\r\n", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _visible(line: str) -> str:
    line = line.replace("\t", " ")
    return "".join(c for c in line if unicodedata.category(c) != "Cc" and c not in TURNING)


def shortened(text: str, most: int = CHAT_LETTERS) -> str:
    """The beginning of a text in whole words, with … where something was left out."""
    words = tidy(text)
    if len(words) <= most:
        return words
    return words[: most + 1].rsplit(" ", 1)[0][:most].rstrip(",.;: ") + " …"


def given_name(full_name: str) -> str:
    """What others call somebody: `Hoàng Thị Lan` → `Lan`."""
    return full_name.split()[-1] if full_name.split() else ""


def judgements(state: PostingState, *, is_reported: bool) -> Collection[PostingState]:
    """What whoever moderates may make of a posting now."""
    if state is PostingState.WITHDRAWN:
        return ()
    if state is PostingState.WAITING:
        return (PostingState.SHOWN, PostingState.RETURNED)
    if state is PostingState.SHOWN:
        stays = (PostingState.SHOWN,) if is_reported else ()
        return (*stays, PostingState.HIDDEN)
    return (PostingState.SHOWN,)


def needs_reason(state: PostingState) -> bool:
    """Whether the author must be told why."""
    return state in {PostingState.HIDDEN, PostingState.RETURNED}
