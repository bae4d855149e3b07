"""Looks at one PDF from standard input and prints what it found as JSON; run by pdf_checking.py.

Its argument: how many seconds of the processor it may take.

A process of its own with limits on memory and time: a hostile file can only harm this process. The
libraries take a second and 60 MB that no web process should pay for.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import logging
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pypdfium2
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

MEMORY = 1024**3
MOST_SIGNATURES = 8
MOST_TEXT = 20_000  # letters of the first page
MOST_ENDS = 32
END = re.compile(rb"%%EOF\r?\n?")
NUMBER = re.compile(r"\d{6} ?- ?[0-9A-Z] ?/ ?\d{4} ?/ ?[\w-]{1,24}")
TOKEN = re.compile(r"/v/([\w-]{22})\b")
PADES = "/ETSI.CAdES.detached"


def look_at(body: bytes) -> dict[str, Any]:
    """What a file says: digests of it and of its earlier states, signatures, numbers it bears."""
    if not body[:1024].lstrip().startswith(b"%PDF-"):
        return {"fault": "not-pdf"}
    try:
        words = _words(body)
    except pypdfium2.PdfiumError as error:
        return {"fault": "password" if "password" in str(error).lower() else "broken"}
    return {
        "digests": list(_digests(body)),
        "signatures": _signatures(body),
        "numbers": list(dict.fromkeys(NUMBER.findall(words)))[:MOST_SIGNATURES],
        "tokens": list(dict.fromkeys(TOKEN.findall(words)))[:MOST_SIGNATURES],
    }


def _words(body: bytes) -> str:
    """Title and first page as text."""
    document = pypdfium2.PdfDocument(body)
    title = str(document.get_metadata_dict().get("Title", ""))
    if not len(document):
        return title
    page = document[0].get_textpage()
    return f"{title}\n{page.get_text_range(count=min(MOST_TEXT, page.count_chars()))}"


def _digests(body: bytes) -> Iterator[str]:
    """SHA-256 of the file and of what it was before anything was added at its end."""
    yield hashlib.sha256(body).hexdigest()
    for end in list(END.finditer(body))[:MOST_ENDS]:
        if end.end() < len(body):
            yield hashlib.sha256(body[: end.end()]).hexdigest()


def _signatures(body: bytes) -> list[dict[str, Any]]:
    """Every signature; none when the file is too damaged to say."""
    found: list[dict[str, Any]] = []
    with suppress(Exception):  # what strangers send breaks the library in many ways
        reader = PdfFileReader(io.BytesIO(body), strict=False)
        is_lasting = "/DSS" in reader.root and bool(reader.embedded_timestamp_signatures)
        for one in reader.embedded_regular_signatures[:MOST_SIGNATURES]:
            found.append(asyncio.run(_signature(one, is_lasting=is_lasting)))
    return found


async def _signature(one: Any, *, is_lasting: bool) -> dict[str, Any]:
    """Whether it fits, by whom, when; trust is the reader's to decide, so no roots here."""
    certificate = one.signer_cert
    context = ValidationContext(trust_roots=[], allow_fetching=False)
    said: dict[str, Any] = {
        "holder": certificate.subject.native.get("common_name", certificate.subject.human_friendly),
        "at": one.self_reported_timestamp.isoformat() if one.self_reported_timestamp else None,
        "fits": False,
        "whole": False,
        "level": "",
    }
    with suppress(Exception):
        status = await async_validate_pdf_signature(one, context)
        stamped = status.timestamp_validity is not None
        said["fits"] = bool(status.intact and status.valid)
        said["whole"] = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        if one.sig_object.get("/SubFilter") == PADES:
            said["level"] = "B-LTA" if stamped and is_lasting else "B-T" if stamped else "B-B"
    return said


def main() -> None:
    """Look, print, and never say more than a word about what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    seconds = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    logging.disable()
    try:
        answer = look_at(sys.stdin.buffer.read())
    except MemoryError:
        answer = {"fault": "too-large"}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
