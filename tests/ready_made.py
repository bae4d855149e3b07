"""Data folders that take long to fill: filled once, then copied by whoever changes them."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def ready_made(module: str, base: Path) -> Path:
    """The folder that `python -m module` fills; of several workers the first fills it for all."""
    name = module.rpartition(".")[2]
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    ready = shared / f"ready-{name}"
    with shared.joinpath(f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            making = shared / f"making-{name}"
            subprocess.run(
                [sys.executable, "-m", module],
                env={**environment(making), "LMS_DEMO": "1"},
                cwd=ROOT, check=True, capture_output=True,
            )  # fmt: skip
            making.rename(ready)
    return ready


def environment(folder: Path) -> dict[str, str]:
    """What a command of the product needs to know to work on a data folder."""
    return {
        **os.environ,
        "FLASK_APP": "lms.cli:create_app",
        "PYTHONPATH": str(ROOT),
        "LMS_DATA_DIR": str(folder),
        "LMS_LOG_LEVEL": "ERROR",
        "LMS_SCHEDULE": "0",
    }
