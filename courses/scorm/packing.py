"""The ZIP of a package: what is wrong with it, and its files. Nothing is unpacked to disk. Pure."""

from __future__ import annotations

import stat
import zipfile
import zlib
from enum import StrEnum
from typing import BinaryIO

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200_000_000
LARGEST_ENTRY = 60_000_000
MOST_RATIO = 200
SMALL = 100_000  # below that no ratio is suspicious: a page of spaces packs well
LOCKED = 0x1
BROKEN = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError)


class Fault(StrEnum):
    """Why a package is not taken; the sentences are in words.py."""

    NOT_ZIP = "not_zip"
    DAMAGED = "damaged"
    LOCKED = "locked"
    TOO_MANY = "too_many"
    TOO_LARGE = "too_large"
    WAY_OUT = "way_out"
    LINK = "link"
    TWICE = "twice"
    NO_MANIFEST = "no_manifest"
    FOLDED = "folded"
    MANIFEST = "manifest"
    STANDARD = "standard"
    NO_ACTIVITY = "no_activity"
    NO_FILE = "no_file"
    ELSEWHERE = "elsewhere"


class BadPackage(Exception):
    """A package that is not taken, and where in it the trouble lies."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        super().__init__(fault)
        self.fault, self.where = fault, where[:200]


class Packed:
    """The files of a package by their names, as its pages ask for them."""

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (*BROKEN, NotImplementedError) as error:
            raise BadPackage(Fault.NOT_ZIP) from error
        self.entries = [one for one in self._zip.infolist() if not one.is_dir()]
        self._by_name = {one.filename: one for one in self.entries}

    def find(self, name: str) -> zipfile.ZipInfo | None:
        """The entry of a name. Windows, where most packages are made, does not mind the case."""
        exact = self._by_name.get(name)
        if exact is not None:
            return exact
        folded = name.casefold()
        return next((one for one in self.entries if one.filename.casefold() == folded), None)

    def body(self, entry: zipfile.ZipInfo) -> bytes:
        """The bytes of a file, checked by its CRC. Raises BadPackage."""
        try:
            with self._zip.open(entry) as file:
                return file.read(LARGEST_ENTRY)
        except (*BROKEN, NotImplementedError) as error:
            raise BadPackage(Fault.DAMAGED, entry.filename) from error

    def examine(self) -> None:
        """Refuse what no honest package has: bounds first, then names, then damage."""
        if len(self._zip.infolist()) > MOST_ENTRIES:
            raise BadPackage(Fault.TOO_MANY)
        if sum(one.file_size for one in self.entries) > MOST_UNPACKED:
            raise BadPackage(Fault.TOO_LARGE)
        seen: set[str] = set()
        for one in self._zip.infolist():
            fault = _fault_of(one)
            if fault is None and one.filename in seen:
                fault = Fault.TWICE
            if fault is not None:
                raise BadPackage(fault, one.filename)
            seen.add(one.filename)
        for one in self.entries:
            self.body(one)


def _fault_of(entry: zipfile.ZipInfo) -> Fault | None:
    name, size = entry.filename, entry.file_size
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Fault.LINK
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or ":" in name.split("/")[0]:
        return Fault.WAY_OUT
    is_bomb = size > SMALL and size > MOST_RATIO * max(entry.compress_size, 1)
    if size > LARGEST_ENTRY or is_bomb:
        return Fault.TOO_LARGE
    return Fault.LOCKED if entry.flag_bits & LOCKED else None
