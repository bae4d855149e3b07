"""Files of a zip somebody sent in, within bounds; nothing is written to disk. Pure."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib

from quizzes.exchange.format import Unreadable

MOST_ENTRIES = 20_000
MOST_UNPACKED = 100_000_000
LARGEST_ENTRY = 10_000_000
MOST_RATIO = 200
SMALL = 100_000  # below that no ratio is suspicious: a page of spaces packs well
START = b"PK\x03\x04"


class Package:
    """The plain files of a zip by their names; what leads out of it does not exist."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Unreadable("zip") from error
        if len(entries) > MOST_ENTRIES:
            raise Unreadable("too_many")
        if sum(one.file_size for one in entries) > MOST_UNPACKED or any(map(_is_bomb, entries)):
            raise Unreadable("too_large")
        self._entries = {one.filename: one for one in entries if _is_plain(one)}
        self._read = 0

    @property
    def names(self) -> list[str]:
        """The names of the files."""
        return list(self._entries)

    def body(self, name: str) -> bytes | None:
        """The bytes of a file; None when there is none, or when it is damaged or locked."""
        entry = self._entries.get(name)
        if entry is None or entry.file_size > LARGEST_ENTRY:
            return None
        self._read += entry.file_size
        if self._read > MOST_UNPACKED:  # one file asked for by thousands of items
            raise Unreadable("too_large")
        try:
            with self._zip.open(entry) as file:
                return file.read(LARGEST_ENTRY)
        except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError):
            return None  # RuntimeError: a password, or a way of packing nobody knows here


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1)


def _is_plain(entry: zipfile.ZipInfo) -> bool:
    """No folder, no link, no way out."""
    parts = entry.filename.split("/")
    leads_out = ".." in parts or entry.filename.startswith("/") or "\\" in entry.filename
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    return not (entry.is_dir() or leads_out or is_link or ":" in parts[0])
