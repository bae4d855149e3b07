"""How gunicorn serves Học Số: `gunicorn --config deploy/gunicorn.conf.py`

WEB_CONCURRENCY is how many processes (default 1), BIND where they listen. Figures of all processes
are counted in files of a folder that lives as long as this server: PROMETHEUS_MULTIPROC_DIR, or
one of its own. Put it into memory (/run, /dev/shm), and never give one folder to two servers.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lms.core.observe import processes

bind = os.environ.get("BIND", "127.0.0.1:8000")
wsgi_app = "lms.app:create_app()"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
# Some work, some wait for their turn, some say that the system is busy (lms/core/overload.py).
threads = 4 * int(os.environ.get("LMS_REQUESTS_AT_ONCE", "6")) or 8
preload_app = True
max_requests = 5_000
max_requests_jitter = 500
graceful_timeout = 30
timeout = 60
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - gunicorn's advice
logger_class = "lms.core.gunicorn_lines.GunicornLines"

_FIRST = "LMS_FIRST_PROCESS"  # this file is read again at each reload: begin once

if os.environ.get(_FIRST) != str(os.getpid()):
    os.environ[_FIRST] = str(os.getpid())
    given = os.environ.get(processes.FOLDER) if "GUNICORN_PID" not in os.environ else None
    processes.share(Path(given or tempfile.mkdtemp(prefix="hocso-figures-", dir=worker_tmp_dir)))


def when_ready(_server: Any) -> None:
    """The first process counts too: its memory is what workers share."""
    import_module("lms.core.observe.pulse").look()  # not above: figures must not be made before


def pre_fork(_server: Any, worker: Any) -> None:
    """Give a new worker the first place that is free (in the first process)."""
    worker.place = processes.free_place()


def post_fork(_server: Any, worker: Any) -> None:
    """Let a new worker count under its place."""
    processes.take_place(worker.place)


def post_worker_init(worker: Any) -> None:
    """Where no `flask worker` runs, web processes do the jobs."""
    gc.collect()
    gc.freeze()  # what was loaded stays: looking through it again cost 4 to 6 % of every request
    gc.set_threshold(20_000, 50, 50)
    worker.wsgi.extensions["job_engine"].start_inside()


def worker_exit(_server: Any, worker: Any) -> None:
    """Begin no more jobs; what is under way is gone on with elsewhere."""
    if wsgi := getattr(worker, "wsgi", None):
        wsgi.extensions["job_engine"].stop()


def child_exit(_server: Any, worker: Any) -> None:
    """Free the place of a worker that is gone, however it went (in the first process)."""
    processes.leave_place(worker.place)


def on_exit(_server: Any) -> None:
    """Leave nothing behind."""
    processes.clear()
