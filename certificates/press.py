"""Makes documents: fields and design → PDF, signed or with an empty field. Knows no database.

Runs in processes of its own: `Worker` is made once in each, keeps the key open, and prints orders
one after the other. Equal orders give equal bytes before the signature (`unsigned_sha256`).
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import version
from itertools import count
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING, Any

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

import lms.core.pdf
from lms.core.pdf import Archival, to_archival_pdf
from lms.core.pictures import qr_image
from lms.core.signing import NoKey

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess as ParentProcess

    from lms.core.signing import PdfKey


COLLECTED_EVERY = 25  # documents: their rings of objects take 60 MB until then


@dataclass(frozen=True)
class Job:
    """A document to be made; `qr` is the address its code leads to.

    `reason` is what the signature says; empty: left unsigned, with an empty signature field.
    """

    html: str
    css: str
    fields: Mapping[str, Any]
    qr: str
    reason: str


@dataclass(frozen=True)
class Pressed:
    """A document made: with its digest before signing, how many pages it takes, and who signed."""

    body: bytes
    unsigned_sha256: str
    pages: int
    signed_by: str = ""

    @property
    def sha256(self) -> str:
        """The digest of the whole file."""
        return sha256(self.body)


class Worker:
    """Prints and signs with one key."""

    def __init__(self, key: PdfKey | None) -> None:
        self.key = key
        self.signer: Any = None

    def press(self, job: Job) -> Pressed:
        """Make a document. Raises what the design brings, and NoKey when it cannot be signed."""
        made = unsigned(job)
        digest = sha256(made.body)
        if job.reason:
            body = self._signed(made, job)
            return Pressed(body, digest, made.pages, _pdf_signer().holder_of(self.signer))
        if made.box is None:
            return Pressed(made.body, digest, made.pages)
        return Pressed(_pdf_signer().with_empty_field(made.body, made.box), digest, made.pages)

    def _signed(self, made: Archival, job: Job) -> bytes:
        """Sign. Raises NoKey for whatever stands in the way: key, token, timestamps, lists."""
        order = self._order(job.reason)
        try:
            if self.signer is None:
                self.signer = order.signer()
            return bytes(_pdf_signer().signed(made.body, self.signer, order))
        except Exception as error:  # the libraries have no common ancestor of theirs
            raise NoKey(f"{type(error).__name__}: {error}") from error

    def _order(self, reason: str) -> Any:
        if self.key is None:
            raise ValueError("no key to sign with")
        return _pdf_signer().Order(
            reason=reason,
            bundle=self.key.bundle,
            password=self.key.password,
            pkcs11=self.key.pkcs11,
            timestamp_url=self.key.timestamp_url,
            long_term=self.key.level == "B-LTA",
            roots=self.key.roots,
        )


def _pdf_signer() -> Any:
    """What signs: its library takes a second and 40 MB, which only a process that signs pays."""
    return import_module("lms.core.pdf_signer")


def unsigned(job: Job) -> Archival:
    """The document before it is signed: the same bytes for the same order."""
    return to_archival_pdf(to_html(job.html, {**job.fields, "qr": qr_image(job.qr)}), job.css)


def to_html(html: str, fields: Mapping[str, Any]) -> str:
    """A design filled in. Raises jinja2 errors for what the sandbox forbids or does not know."""
    return _template(html).render(fields)


@lru_cache(maxsize=32)
def _template(html: str) -> Template:
    return sandbox().from_string(html)


def sandbox() -> ImmutableSandboxedEnvironment:
    """Where designs are filled in: plain values only, everything escaped."""
    found = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    found.globals.clear()
    return found


def sha256(body: bytes) -> str:
    """The digest as it is written down."""
    return hashlib.sha256(body).hexdigest()


# One worker a process, for the pool.
_worker: Worker | None = None
_made = count(1)


def begin(key: PdfKey | None) -> None:
    """Make the worker of this process, which ends with whoever began it, even by a kill."""
    global _worker
    _worker = Worker(key)
    gc.freeze()  # what is loaded stays: nobody need look through it again
    gc.disable()  # looking for rings all the time takes a tenth of the work; see `press`
    if parent := parent_process():
        Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: ParentProcess) -> None:
    parent.join()
    os._exit(1)


def press(job: Job) -> Pressed:
    """Make a document in this process."""
    if _worker is None:
        raise RuntimeError("begin() makes the worker")
    made = _worker.press(job)
    if next(_made) % COLLECTED_EVERY == 0:
        gc.collect()
    return made


@cache
def made_with() -> str:
    """The versions that decide the bytes: for who must make them again one day."""
    fonts = hashlib.sha256()
    for path in sorted((lms.core.pdf.FOLDER / "fonts").glob("*.woff2")):
        fonts.update(path.read_bytes())
    return f"WeasyPrint {version('weasyprint')}; fonts {fonts.hexdigest()[:16]}"
