"""A PDF somebody sends in: whether it is one we keep, one of ours that was changed, or neither."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from certificates import checking, queries, rules
from certificates.checking import Finding
from certificates.documents import document_of
from certificates.models import Certificate, CertificateDocument
from lms.core.db import db
from lms.core.development_key import DEVELOPMENT_NAME

ROOT = Path(__file__).parents[1]
SECONDS = 30
PROCESSOR = 8  # seconds of it; a file of ours takes half a one
PATIENCE = 3  # seconds a request waits for its turn: hostile files must not hold up the site
ROOM = BoundedSemaphore(2)  # a look takes a second and 60 MB


class Fault(StrEnum):
    """Why a file cannot be looked at."""

    EMPTY = "empty"
    NOT_PDF = "not-pdf"
    PASSWORD = "password"  # noqa: S105 - a word, not one
    BROKEN = "broken"
    TOO_LARGE = "too-large"
    BUSY = "busy"


class BadPdf(Exception):
    """A file that cannot be looked at."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class Origin(StrEnum):
    """Where a PDF comes from."""

    KEPT = "kept"  # the very file we keep
    ADDED_TO = "added-to"  # a file we keep, with something added after it
    CHANGED = "changed"  # bears a number of ours, but is no file of ours
    FOREIGN = "foreign"  # nothing of ours is in it


@dataclass(frozen=True)
class FileSignature:
    """A signature as the file says it; in a file that is not ours it proves nothing.

    `whole`: nothing was added after it. `level`: B-B, B-T or B-LTA of PAdES, or empty.
    """

    holder: str
    at: datetime | None
    fits: bool
    whole: bool
    level: str

    @property
    def is_official(self) -> bool:
        """Whether it was not made with a development key."""
        return self.holder != DEVELOPMENT_NAME


@dataclass(frozen=True)
class FileFinding:
    """What was found in a file; `finding` is about the certificate when the file is kept.

    Not `is_newest`: the same certificate came back signed by the agency in a newer file.
    """

    origin: Origin
    signatures: tuple[FileSignature, ...] = ()
    number: str = ""
    finding: Finding | None = None
    document: CertificateDocument | None = None
    is_newest: bool = True


def examine(body: bytes, today: date) -> FileFinding:
    """What a PDF is worth. Raises BadPdf."""
    return judge(body, look_at(body), today)


def judge(body: bytes, seen: dict[str, Any], today: date) -> FileFinding:
    """What a PDF is worth, after the other process has looked at it."""
    kept = queries.with_document([hashlib.sha256(body).hexdigest()])
    signatures = tuple(_signature(one) for one in seen["signatures"])
    if kept is not None:
        certificate = db.session.get_one(Certificate, kept.certificate_id)
        finding = checking.of_certificate(certificate, today, shows_name=True)
        newest = document_of(certificate.id)
        return FileFinding(
            Origin.KEPT, signatures, certificate.number_text, finding, kept, newest is kept
        )
    before = queries.with_document(seen["digests"][1:])
    if before is not None:
        number = db.session.get_one(Certificate, before.certificate_id).number_text
        return FileFinding(Origin.ADDED_TO, signatures, number)
    number = _number_of_ours(seen)
    return FileFinding(Origin.CHANGED if number else Origin.FOREIGN, signatures, number)


def look_at(body: bytes) -> dict[str, Any]:
    """What the other process says of a file. Raises BadPdf."""
    if not body:
        raise BadPdf(Fault.EMPTY)
    if not ROOM.acquire(timeout=PATIENCE):
        raise BadPdf(Fault.BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - a number of ours
            [sys.executable, "-m", "certificates.pdf_check_process", str(PROCESSOR)],
            input=body,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadPdf(Fault.TOO_LARGE) from None
    finally:
        ROOM.release()
    if done.returncode < 0:  # killed by its limits
        raise BadPdf(Fault.TOO_LARGE)
    if done.returncode:
        raise BadPdf(Fault.BROKEN)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "fault" in answer:
        raise BadPdf(Fault(answer["fault"]))
    return answer


def _signature(said: dict[str, Any]) -> FileSignature:
    return FileSignature(
        holder=str(said["holder"])[:120],
        at=datetime.fromisoformat(said["at"]) if said["at"] else None,
        fits=said["fits"],
        whole=said["whole"],
        level=said["level"],
    )


def _number_of_ours(seen: dict[str, Any]) -> str:
    """The number of a certificate of ours that the file names; empty when it names none."""
    for token in seen["tokens"]:
        if found := queries.by_token(token):
            return found.number_text
    for text in seen["numbers"]:
        typed = rules.typed_number(text)
        if typed and typed.is_well_typed and (one := queries.by_number(typed)):
            return one.number_text
    return ""
