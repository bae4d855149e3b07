"""The nightly backup: a job of the schedule."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import structlog
from flask import current_app

from lms.core.clock import now
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress
from lms.keeping.backing_up import Made, back_up, written_whole
from lms.keeping.errors import Damaged
from lms.keeping.retention import name_of, read_keep, to_delete, verified_mark
from lms.keeping.verifying import Contents, note_verified, verify

log = structlog.get_logger("hocso.backup")
A_DAY = 86_400  # seconds


def scheduled(asked: Asked) -> Iterator[Progress]:
    """Make a backup in the folder of the settings, read it back, let old ones go.

    Nothing without a folder. One that is encrypted cannot be read here: `flask backup verify` can,
    where the private key is. Raises Damaged, the backup made, when it cannot be read back or files
    in the store are not what their names say.
    """
    folder = current_app.config["BACKUP_DIR"]
    if not folder:
        return
    made = Made()
    path = Path(folder) / name_of(asked.at)
    with written_whole(path) as out:
        yield from back_up(out, made, at=asked.at, with_keys=False, scratch=path.parent)
    log.info("backup made", file=path.name, bytes=made.size, files=made.files, rows=made.rows)
    if not made.is_sealed:
        yield from verify(path, Contents())
        note_verified(path, now())
    clear(Path(folder))
    yield Progress(made.size, made.size)
    if made.damaged:
        log.error("damaged files", keys=made.damaged[:20], number=len(made.damaged))
        raise Damaged(f"{len(made.damaged)} files in the store are damaged: {made.damaged[0]} …")


def clear(folder: Path) -> list[str]:
    """Delete backups past their time, and what broken runs left a day ago; the names."""
    keep = read_keep(current_app.config["BACKUP_KEEP"])
    gone = to_delete((path.name for path in folder.iterdir()), keep)
    gone += [
        path.name
        for path in folder.glob("hocso-*.part")
        if time.time() - path.stat().st_mtime > A_DAY
    ]
    for name in gone:
        for file in (folder / name, folder / verified_mark(name)):
            file.unlink(missing_ok=True)
    return gone
