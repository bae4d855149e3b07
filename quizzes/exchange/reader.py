"""Files of items from outside, read in a process of their own with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from flask_babel import gettext as _

from lms.core.errors import DomainError
from lms.core.sheets import WORDS, FileFault
from quizzes.exchange.formats import FORMATS
from quizzes.exchange.reading import Entry
from quizzes.exchange.words import FAULTS

ROOT = Path(__file__).parents[2]
SECONDS = 40  # by the clock; the process itself has fewer of the processor's


class BadItemFile(DomainError):
    """A file that is not taken, with the sentence why."""

    status = 422


def read_items(body: bytes, format_name: str) -> list[Entry]:
    """The items of a file as JSON (see reading.py). Raises BadItemFile."""
    if not body.strip():
        raise BadItemFile(str(FAULTS["empty"]))
    try:
        done = subprocess.run(  # noqa: S603 - the name is one of our own table
            [sys.executable, "-m", "quizzes.exchange.reading_process", format_name],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadItemFile(str(FAULTS["too_large"])) from None
    if done.returncode < 0:  # killed by its limits
        raise BadItemFile(str(FAULTS["too_large"]))
    if done.returncode:
        raise BadItemFile(_unlike(format_name, None))
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise BadItemFile(sentence(answer["fault"], answer["line"], format_name))
    items: list[Entry] = answer["items"]
    return items


def sentence(fault: str, line: int | None, format_name: str) -> str:
    """What an author is told about a fault: a word of ours, or whatever a reader found."""
    if fault in FAULTS:
        return str(FAULTS[fault])
    if fault in set(FileFault):
        return str(WORDS[FileFault(fault)])
    return _unlike(format_name, line)


def _unlike(format_name: str, line: int | None) -> str:
    title = FORMATS[format_name].TITLE
    sentence = _("This file cannot be read as “%(format)s”. Choose another format.", format=title)
    if line is not None:
        sentence = _(
            "This file cannot be read as “%(format)s”: something is wrong in line %(line)s.",
            format=title,
            line=line,
        )
    return str(sentence)
