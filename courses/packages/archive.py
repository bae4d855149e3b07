"""A package as one ZIP: made the same every time, opened with suspicion. Pure.

Whoever sends a file may have made it to harm: names that lead out, links, bombs, locks, doubles.
Such a file is refused as a whole, with the entry named.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from courses.manuscript import CARD, FACTS, LESSONS, QUIZ, SCORM
from courses.manuscript_faults import Broken
from lms.core.markup_blocks import MEDIA

MOST_ENTRIES = 1_000
MOST_UNPACKED = 64_000_000
LARGEST_TEXT = 500_000
MOST_RATIO = 200
SMALL = 100_000  # below that no ratio is suspicious: a page of spaces packs well
ZIP = "application/zip"
MADE = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP knows: the same files, the same bytes
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LOCKED = 0x1
MEDIUM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
LITTER = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP; texts are packed small, media are so already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, body in files.items():
            entry = zipfile.ZipInfo(name, MADE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            is_small = name.startswith((MEDIA, SCORM))
            entry.compress_type = zipfile.ZIP_STORED if is_small else zipfile.ZIP_DEFLATED
            archive.writestr(entry, body, compresslevel=9)
    return out.getvalue()


def unpacked(body: bytes) -> tuple[dict[str, bytes], list[str]]:
    """The files of a package, and the names of entries that are none of its. Raises Broken.

    Everything may lie in one folder: people pack the folder, not what is in it.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Broken("ZIP", _("this is not a ZIP file, or it is damaged")) from None
    with archive:
        _check_all(entries)
        wanted = [one for one in entries if not one.is_dir() and not LITTER.search(one.filename)]
        root = _root([one.filename for one in wanted])
        files, others = {}, []
        for entry in wanted:
            name = entry.filename.removeprefix(root)
            if not entry.filename.startswith(root) or not _belongs(name):
                others.append(entry.filename)
                continue
            files[name] = _body(archive, entry)
    return files, others


def _check_all(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise Broken("ZIP", _("there are too many files in it"))
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise Broken("ZIP", _("what is in it is too large"))
    seen: set[str] = set()
    for entry in entries:
        for words in _doubts(entry):
            raise Broken(entry.filename[:120], words)
        if entry.filename.casefold() in seen:
            raise Broken(entry.filename[:120], _("two files have this name"))
        seen.add(entry.filename.casefold())


def _doubts(entry: zipfile.ZipInfo) -> Iterator[str]:
    """Why an entry must not be opened."""
    name, parts = entry.filename, entry.filename.split("/")
    if name.startswith("/") or ".." in parts or "\\" in name or ":" in parts[0]:
        yield _("this name leads out of the package")
    if entry.orig_filename != name or not name.isprintable():
        yield _("this name cannot be read")
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield _("this is a link, not a file")
    if entry.flag_bits & LOCKED:
        yield _("this file is locked by a password")
    if entry.compress_type not in PACKED:
        yield _("this file is packed in a way we cannot open")
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        yield _("what is in it is too large")


def _root(names: list[str]) -> str:
    """The folder everything lies in; empty when it lies open."""
    places = [name.removesuffix(FACTS) for name in names if f"/{name}".endswith(f"/{FACTS}")]
    if not places:
        raise Broken(FACTS, _("this file is not there"))
    return min(places, key=lambda place: (place.count("/"), place))


def _belongs(name: str) -> bool:
    if name.startswith(MEDIA):
        return MEDIUM.fullmatch(name.removeprefix(MEDIA)) is not None
    if name.startswith(SCORM):
        activity = name.removeprefix(SCORM)
        return MEDIUM.fullmatch(activity) is not None and activity.endswith(".zip")
    lesson = name.removeprefix(LESSONS)
    return name in {FACTS, CARD, QUIZ} or (
        name.startswith(LESSONS) and lesson.endswith(".md") and "/" not in lesson
    )


def _body(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.filename.endswith((".md", ".toml")) and entry.file_size > LARGEST_TEXT:
        raise Broken(entry.filename, _("what is in it is too large"))
    try:
        with archive.open(entry) as file:
            return file.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, EOFError, ValueError):
        raise Broken(entry.filename, _("this file is damaged")) from None
