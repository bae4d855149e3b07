"""Files: the store, the keys, the disk, packed static files, the last backup."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from secrets import token_bytes, token_hex

from flask import current_app
from flask_babel import gettext as _

from lms.core.assets import packed_by_release
from lms.core.jobs.engine import engine
from lms.core.signing import NoKey, pdf_key
from lms.core.store import store
from lms.doctor.findings import Finding, ok, problem, warn

LITTLE, FEW = 1_000_000_000, 0.1  # bytes and share of the disk that should be free
LATE = 26 * 3600  # seconds since the newest backup
UNREAD = 8 * 86_400  # seconds since one was read back
OTHERS = 0o077


def look_at_store() -> Iterator[Finding]:
    """Put, read back, delete."""
    key, body = f"doctor/{token_hex(8)}", token_bytes(64)
    where = engine().settings.files_url or _("folder %(name)s", name=str(store().folder))
    try:
        store().put(key, body)
        is_same = store().get(key) == body
        store().delete(key)
    except Exception as error:  # each store breaks in its own way
        yield problem(
            "store",
            _("Files cannot be kept in %(where)s (%(why)s).", where=where,
              why=type(error).__name__),
            _("Check LMS_FILES_… or who owns the folder."),
        )  # fmt: skip
        return
    if is_same:
        yield ok("store", _("Files are kept in %(where)s.", where=where))
    else:
        yield problem("store", _("%(where)s gives back other bytes.", where=where), "")


def look_at_keys() -> Iterator[Finding]:
    """Who signs, and that nobody else can."""
    try:
        key = pdf_key()
    except NoKey as error:
        yield problem(
            "signing", _("PDFs cannot be signed: %(why)s", why=str(error)), "docs/keys.md"
        )
    else:
        if key.is_official:
            yield ok("signing", _("PDFs are signed by %(holder)s.", holder=key.holder))
        else:
            yield warn(
                "signing",
                _("PDFs are signed by a development key: not official."),
                _("Set LMS_SIGNING_KEY; docs/keys.md says how."),
            )
    folder = Path(current_app.config["KEYS_DIR"])
    files = [folder, *folder.glob("*")] if folder.is_dir() else []
    open_ones = [file for file in files if file.stat().st_mode & OTHERS]
    if open_ones:
        yield problem(
            "keys",
            _("Others on this machine can read %(file)s.", file=str(open_ones[0])),
            f"chmod -R go-rwx {folder}",
        )
    else:
        yield ok("keys", _("Only the product reads the folder of keys."))


def look_at_disk() -> Iterator[Finding]:
    """Room for what comes."""
    free = shutil.disk_usage(current_app.config["DATA_DIR"])
    words = _("%(free)s GB of %(all)s GB are free.",
              free=round(free.free / 1e9, 1), all=round(free.total / 1e9, 1))  # fmt: skip
    advice = _("Make room before nothing can be saved any more.")
    if free.free < LITTLE:
        yield problem("disk", words, advice)
    elif free.free / free.total < FEW:
        yield warn("disk", words, advice)
    else:
        yield ok("disk", words)


def look_at_static() -> Iterator[Finding]:
    """Whether a start takes what the release packed."""
    folder = engine().settings.static_dir
    if not folder:
        yield warn(
            "static",
            _("Static files are packed anew at each start (about a second)."),
            _("flask static build FOLDER, then LMS_STATIC_DIR=FOLDER."),
        )
    elif packed_by_release(Path(folder)):
        yield ok("static", _("Static files are taken from %(folder)s.", folder=folder))
    else:
        yield warn(
            "static",
            _("%(folder)s does not hold the static files of this release.", folder=folder),
            f"flask static build {folder}",
        )


def look_at_backup() -> Iterator[Finding]:
    """How old the newest backup is, and the newest that was read back whole."""
    folder = engine().settings.backup_dir
    if not folder:
        yield problem("backup", _("No backups are made."), _("Set LMS_BACKUP_DIR to another disk."))
        return
    ages = _ages(Path(folder), "hocso-*.hocso")
    if not ages:
        yield problem("backup", _("There is no backup in %(folder)s.", folder=folder),
                      f"flask backup make {folder}")  # fmt: skip
        return
    words = _("The newest backup is %(num)s hours old.", num=int(min(ages) // 3600))
    if min(ages) > LATE:
        yield problem("backup", words, _("See whether flask worker runs and the disk has room."))
    else:
        yield ok("backup", words)
    yield _verified(_ages(Path(folder), "hocso-*.verified"))


def _ages(folder: Path, pattern: str) -> list[float]:
    return [time.time() - file.stat().st_mtime for file in folder.glob(pattern)]


def _verified(ages: list[float]) -> Finding:
    """A backup that nobody has read is a hope."""
    advice = _("Run flask backup verify FILE; an encrypted one where its private key is.")
    if not ages:
        return warn("backup_verified", _("No backup has been read back yet."), advice)
    words = _("The newest that was read back whole was so %(num)s hours ago.",
              num=int(min(ages) // 3600))  # fmt: skip
    if min(ages) > UNREAD:
        return warn("backup_verified", words, advice)
    return ok("backup_verified", words)
