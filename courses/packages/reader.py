"""Packages from outside, read in a process of their own with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask_babel import gettext as _

from courses.manuscript import Folder, read_files
from courses.manuscript_faults import Broken
from courses.packages.archive import unpacked
from lms.core.i18n import language

ROOT = Path(__file__).parents[2]
SECONDS = 60  # by the clock; the process itself has fewer of the processor's


@dataclass(frozen=True)
class Arrived:
    """A package written anew by us, and what had to be changed or left behind."""

    body: bytes
    notes: Mapping[str, Sequence[str]]


def unpack(body: bytes) -> Folder:
    """What a package from outside says. Raises Broken."""
    files, _others = unpacked(read_package(body).body)
    return read_files(files)


def read_package(body: bytes) -> Arrived:
    """Read a package. Raises Broken that names the file, the line and what is wrong there."""
    try:
        done = subprocess.run(  # noqa: S603 - a language of ours
            [sys.executable, "-m", "courses.packages.reading_process", language()],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Broken("ZIP", _("what is in it is too large")) from None
    if done.returncode < 0:  # killed by its limits
        raise Broken("ZIP", _("what is in it is too large"))
    if done.returncode:
        raise Broken("ZIP", _("this package cannot be read"))
    answer = json.loads(done.stdout)
    if "body" not in answer:
        raise Broken(answer["file"], answer["words"], answer["line"])
    return Arrived(b64decode(answer["body"]), answer["notes"])
