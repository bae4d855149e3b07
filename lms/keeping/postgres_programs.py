"""PostgreSQL's own programs for backups: which of them, and whether they fit the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from lms.keeping.errors import Damaged, NotNow
from lms.keeping.postgres_side import address_of

DEBIAN = Path("/usr/lib/postgresql")


def program(name: str, at_least: int) -> Path:
    """The newest `pg_dump` or `pg_restore` of this machine.

    Raises NotNow when there is none of that major version or a later one.
    """
    found = [path for path in DEBIAN.glob(f"*/bin/{name}") if path.parts[-3].isdigit()]
    if found:
        newest = max(found, key=lambda path: int(path.parts[-3]))
    elif on_path := shutil.which(name):
        newest = Path(on_path)
    else:
        raise NotNow(f"there is no {name}: apt-get install postgresql-client-{at_least}")
    if major(newest) < at_least:
        raise NotNow(
            f"{newest} is version {major(newest)}, needed is {at_least} or later: "
            f"apt-get install postgresql-client-{at_least}"
        )
    return newest


def major(path: Path) -> int:
    """The major version of a program."""
    said = subprocess.run(  # noqa: S603 - PostgreSQL's own
        [path, "--version"], capture_output=True, text=True, check=True
    )
    number = re.search(r"(\d+)", said.stdout)
    return int(number[1]) if number else 0


def run(path: Path, *words: str, url: URL | None = None) -> str:
    """Run a program; its output. Raises Damaged with its last words when it fails.

    The password goes by the environment: arguments can be read by everybody on the machine.
    """
    environment = dict(os.environ)
    if url is not None:
        words = (f"--dbname={address_of(url.set(password=None))}", *words)
        if url.password:
            environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own
        [path, *words], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no word of why"]
        raise Damaged(f"{path.name}: {' '.join(lines[:3])}")
    return done.stdout
