"""The table of exchange formats. A new one is one module here and one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from quizzes.exchange import aiken, gift, moodle_xml, qti_2_1, qti_3_0, xlsx
from quizzes.exchange.format import Format

FORMATS: Mapping[str, Format] = {
    "xlsx": xlsx,
    "gift": gift,
    "moodle_xml": moodle_xml,
    "qti_2_1": qti_2_1,
    "qti_3_0": qti_3_0,
    "aiken": aiken,
}
# What the first bytes of a file say; the ending of its name counts only where they say nothing.
SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("xlsx", re.compile(rb"\APK\x03\x04[\s\S]*xl/workbook")),
    ("moodle_xml", re.compile(rb"<quiz\b")),
    ("qti_3_0", re.compile(rb"qtiv3p0|imsqtiasi_v3p0|<qti-assessment")),
    ("qti_2_1", re.compile(rb"imsqti_v2p1|<assessmentItem\b|imsmanifest\.xml")),
    ("gift", re.compile(rb"\{\s*(?:[=~#}]|T\b|F\b|TRUE\b|FALSE\b)")),
    ("aiken", re.compile("^[ \t]*(?:ANSWER|ĐÁP ÁN)[ \t]*:".encode(), re.MULTILINE | re.IGNORECASE)),
)
SHOWN = 20_000  # so much at both ends of a file is looked at: packages name their parts at the end


def recognised(body: bytes, file_name: str) -> str:
    """The format a file most likely is in, by its content, then by its name."""
    seen = body[:SHOWN] + body[SHOWN:][-SHOWN:]
    for name, sign in SIGNS:
        if name in FORMATS and sign.search(seen):
            return name
    ending = PurePath(file_name.lower()).suffix
    of_ending = [name for name, one in FORMATS.items() if ending == one.ENDING != ".txt"]
    return of_ending[0] if of_ending else "gift"
