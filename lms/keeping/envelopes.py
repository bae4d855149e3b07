"""The one optional layer around a backup: age, to one recipient or several, as a stream."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import pyrage

from lms.core.errors import DomainError
from lms.keeping.errors import Damaged, NotNow

SIGN = b"age-encryption.org/v1"
PATIENCE = 600  # seconds for what is still to be written when the last byte was handed over
PRIVATE = "AGE-SECRET-KEY-"


def recipients_of(text: str) -> list[pyrage.x25519.Recipient]:
    """The recipients in a setting: `age1…`, with commas or blanks between. Raises NotNow."""
    try:
        return [pyrage.x25519.Recipient.from_str(word) for word in text.replace(",", " ").split()]
    except pyrage.RecipientError as error:
        raise NotNow(f"LMS_BACKUP_RECIPIENTS: {error}; they look like age1…") from None


def identities_of(path: Path) -> list[pyrage.x25519.Identity]:
    """The private keys in a file such as `age-keygen` or `flask backup key` writes."""
    try:
        lines = path.read_text(encoding="utf-8").split()
        found = [pyrage.x25519.Identity.from_str(word) for word in lines if PRIVATE in word]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError) as error:
        raise NotNow(f"{path}: {error}") from None
    if not found:
        raise NotNow(f"{path}: no line that begins with {PRIVATE}")
    return found


@contextmanager
def sealed(out: BinaryIO, recipients: Sequence[pyrage.x25519.Recipient]) -> Iterator[BinaryIO]:
    """What is written into it goes on encrypted, or as it is when nobody is to be asked."""
    if not recipients:
        yield out
        return
    read, write = os.pipe()
    with ThreadPoolExecutor(1) as pool:
        inside = os.fdopen(read, "rb")
        done = pool.submit(_closing(inside, lambda: pyrage.encrypt_io(inside, out, recipients)))
        told = _reporting(done, "it cannot be encrypted or written", NotNow)
        with told, os.fdopen(write, "wb") as writer:
            yield writer


@contextmanager
def opened(path: Path, identity: Path | None) -> Iterator[BinaryIO]:
    """The bytes of a backup, decrypted when it is encrypted.

    Raises NotNow without the private key it needs, Damaged when it cannot be decrypted.
    """
    with path.open("rb") as source:
        is_sealed = source.read(len(SIGN)) == SIGN
        source.seek(0)
        if not is_sealed:
            yield source
            return
        if identity is None:
            raise NotNow(f"{path} is encrypted: name the private key, --identity KEYFILE")
        keys = identities_of(identity)
        read, write = os.pipe()
        with ThreadPoolExecutor(1) as pool:
            inside = os.fdopen(write, "wb")
            done = pool.submit(_closing(inside, lambda: pyrage.decrypt_io(source, inside, keys)))
            told = _reporting(done, "it cannot be decrypted", Damaged)
            with told, os.fdopen(read, "rb") as reader:
                yield reader


def make_identity(path: Path, said: Callable[[str], None]) -> None:
    """Write a new private key where nobody else may read it, and say its recipient."""
    key = pyrage.x25519.Identity.generate()
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotNow(f"{path}: {error.strerror}") from None
    with os.fdopen(handle, "w") as file:
        file.write(f"# public key: {key.to_public()}\n{key}\n")
    said(str(key.to_public()))


def _closing(end: BinaryIO, work: Callable[[], None]) -> Callable[[], None]:
    """Work whose end of the pipe is closed with it, so that nobody waits at the other."""

    def whole() -> None:
        with suppress(BrokenPipeError), end:
            work()

    return whole


@contextmanager
def _reporting(done: Future[None], what: str, kind: type[DomainError]) -> Iterator[None]:
    """When both ends of a pipe break, the cause is told, not that the pipe is broken."""
    try:
        yield
    except (BrokenPipeError, Damaged):
        if error := done.exception(timeout=PATIENCE):
            raise kind(f"{what}: {error}") from None
        raise
    if error := done.exception(timeout=PATIENCE):
        raise kind(f"{what}: {error}") from None
