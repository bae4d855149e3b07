"""Reads one package from standard input and prints it as JSON; run by reader.py.

A process of its own with limits on memory and time: a hostile file can only harm this process.
What comes back was written by us: texts in one spelling, media checked and fitted.
"""

from __future__ import annotations

import json
import resource
import sys
from base64 import b64encode
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_babel import gettext as _

from courses.manuscript import read_files
from courses.manuscript_faults import Broken
from courses.packages.archive import packed, unpacked
from courses.packages.preparing import prepared
from courses.packages.writing import files_of

MEMORY = 1536 * 1024**2
SECONDS = 30


def answer(body: bytes) -> dict[str, Any]:
    """A package as we would write it, or what is wrong with it and where."""
    try:
        files, others = unpacked(body)
        found = prepared(read_files(files))
        notes = {"made_anew": found.made_anew, "unused": found.unused, "others": others[:50]}
        return {"body": b64encode(packed(files_of(found.folder))).decode(), "notes": notes}
    except Broken as broken:
        return {"file": broken.file, "line": broken.line, "words": broken.words}
    except (MemoryError, RecursionError):
        return {"file": "ZIP", "line": None, "words": _("what is in it is too large")}


def main() -> None:
    """Read and print, in the language of whoever sent the file."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    app = Flask("lms")
    Babel(app, locale_selector=lambda: sys.argv[1])
    with app.app_context():
        json.dump(answer(sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
