"""What may be handed out: a PDF, or a presentation without macros and programs inside."""

from __future__ import annotations

import io
import re
import zipfile

from flask_babel import gettext as _

from lms.core.errors import Refused
from lms.core.files import SLIDES, kind_of
from lms.core.tables import PDF

KINDS = frozenset({PDF, SLIDES})
MOST_MEGABYTES = 10
MOST_PARTS = 5_000  # files inside a presentation
MOST_UNPACKED = 300_000_000  # bytes: what a phone would have to unpack
CONTENTS, SLIDE_SHOW = "[Content_Types].xml", "ppt/presentation.xml"
# Parts that can run: macros, controls, packed programs. Sheets behind diagrams are no programs.
RUNS = re.compile(r"vbaproject\.bin$|(^|/)activex/|(^|/)embeddings/[^/]*\.(bin|exe|js|vbs|bat)$")
PDF_RUNS = (b"/JavaScript", b"/Launch")


def check_handout(body: bytes) -> str:
    """The kind of a file to hand out. Raises Refused that says what is wrong with it."""
    if len(body) > MOST_MEGABYTES * 1024 * 1024:
        raise Refused(_("This file is too large: at most %(n)s MB.", n=MOST_MEGABYTES))
    found = kind_of(body, KINDS)
    if found is None:
        raise Refused(_("Please send a PDF or a PowerPoint presentation (.pptx)."))
    if found[0] == PDF:
        _check_pdf(body)
    else:
        _check_slides(body)
    return found[0]


def _check_pdf(body: bytes) -> None:
    if b"%%EOF" not in body[-2048:]:
        raise Refused(_("This PDF is not whole. Please save it again and send it once more."))
    if any(sign in body for sign in PDF_RUNS):
        raise Refused(_("This PDF holds a program. Please save it without, and send it again."))


def _check_slides(body: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            inside = parts.infolist()
            names = {part.filename.replace("\\", "/").lower() for part in inside}
            _check_bounds(inside)
            if not {CONTENTS.lower(), SLIDE_SHOW} <= names:
                raise Refused(_("Please send a PDF or a PowerPoint presentation (.pptx)."))
            kinds = parts.read(CONTENTS)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise Refused(_("This presentation is not whole, or locked with a password.")) from None
    if b"macroenabled" in kinds.lower() or any(RUNS.search(name) for name in names):
        raise Refused(
            _("This presentation holds macros or programs. Please save it as .pptx without them.")
        )


def _check_bounds(inside: list[zipfile.ZipInfo]) -> None:
    """Before anything is unpacked: what is packed says itself how large it is."""
    if len(inside) > MOST_PARTS or sum(part.file_size for part in inside) > MOST_UNPACKED:
        raise Refused(_("This presentation is too large inside. Please make it smaller."))
