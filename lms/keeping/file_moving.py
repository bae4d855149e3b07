"""The move of all files into another store, and the proof that each arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.core.store import Gone, Store
from lms.keeping.backing_up import KEPT

IN_MEMORY = 1 << 20


@dataclass
class Moved:
    """What came of it."""

    files: int = 0
    size: int = 0
    copied: int = 0
    differing: list[str] = field(default_factory=list)


def move_files(source: Store, target: Store, moved: Moved, *, check: bool) -> Iterator[int]:
    """Copy what is not there yet (unless `check`), then read each copy and compare SHA-256.

    Ended at any moment it can be done again. Yields how many bytes are looked at.
    """
    with TemporaryDirectory(prefix="hocso-part-") as name:
        for key, size in (one for folder in KEPT for one in source.keys(folder)):
            if not check and target.size(key) != size:
                _copy(source, target, key, size, Path(name) / "file")
                moved.copied += 1
            moved.files += 1
            moved.size += size
            if not _is_same(source, target, key):
                moved.differing.append(key)
            yield size


def _copy(source: Store, target: Store, key: str, size: int, scratch: Path) -> None:
    if size <= IN_MEMORY:
        target.put(key, source.get(key))
        return
    with source.open(key) as body, scratch.open("wb") as out:
        while piece := body.read(IN_MEMORY):
            out.write(piece)
    target.put_file(key, scratch)


def _is_same(source: Store, target: Store, key: str) -> bool:
    """A file's name is its digest; one that is damaged in the source already is only copied."""
    try:
        found = _digest(target, key)
        return found in key or found == _digest(source, key)
    except Gone:
        return False


def _digest(store: Store, key: str) -> str:
    digest = hashlib.sha256()
    with store.open(key) as body:
        while piece := body.read(IN_MEMORY):
            digest.update(piece)
    return digest.hexdigest()
