"""A ZIP as a stream: made while it is sent, file by file, so that its size takes no memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator

MOMENT = (2026, 1, 1, 0, 0, 0)  # of every file in it: the same files give the same ZIP


class _Out(io.RawIOBase):
    """Takes what the ZIP writes until it is fetched; cannot go back, as a connection cannot."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, some: object) -> int:
        part = bytes(some)  # type: ignore[call-overload]
        self.waiting.append(part)
        return len(part)

    def fetch(self) -> bytes:
        found, self.waiting = b"".join(self.waiting), []
        return found


def zip_stream(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The ZIP of (path, bytes), some bytes at a time; unpacked, as PDFs do not get smaller."""
    out = _Out()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for path, body in files:
            made.writestr(zipfile.ZipInfo(path, MOMENT), body)
            yield out.fetch()
    yield out.fetch()
