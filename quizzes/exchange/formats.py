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
SIGNS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\s*PK\x03\x04.*xl/", re.DOTALL), "xlsx"),
    (re.compile(rb".*<quiz\b", re.DOTALL), "moodle_xml"),
    (re.compile(rb".*(?:qtiv3p0|imsqtiasi_v3p0|<qti-assessment)", re.DOTALL), "qti_3_0"),
    (re.compile(rb".*(?:imsqti_v2p1|<assessmentItem\b)", re.DOTALL), "qti_2_1"),
    (re.compile(rb".*^\s*(?:ANSWER|\xc4\x90\xc3\x81P \xc3\x81N)\s*:", re.DOTALL | re.M), "aiken"),
)
SHOWN = 20_000  # so much of a file is looked at
ZIP = b"PK\x03\x04"


def recognised(body: bytes, name: str) -> str:
    """The format a file most likely is in, by its first bytes, then by its name."""
    head = body[:SHOWN]
    if head.startswith(ZIP):  # packages name their parts at the end too
        head = head + b"xl/" if b"xl/workbook.xml" in body[-SHOWN:] else head
        head = head + b"imsqti_v2p1" if b"imsmanifest.xml" in body[-SHOWN:] else head
    found = [name for sign, name in SIGNS if name in FORMATS and sign.match(head)]
    if found and not (found[0] == "aiken" and b"{" in head):
        return found[0]
    ending = PurePath(name.lower()).suffix
    of_ending = [key for key, one in FORMATS.items() if ending == one.ENDING != ".txt"]
    return of_ending[0] if of_ending else "gift"
