"""gunicorn of Học Số: `gunicorn --config deploy/gunicorn.conf.py "lms.app:create_app()"`."""

import gc
import os
from typing import Any

# Some work, some wait for their turn, some say that the system is busy (lms/core/overload.py).
threads = 4 * int(os.environ.get("LMS_REQUESTS_AT_ONCE", "6")) or 8
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Where no `flask worker` runs, web processes do the jobs."""
    gc.collect()
    gc.freeze()  # what was loaded stays: looking through it again cost 4 to 6 % of every request
    gc.set_threshold(20_000, 50, 50)
    worker.wsgi.extensions["job_engine"].start_inside()


def worker_exit(server: Any, worker: Any) -> None:
    """Begin no more jobs; what is under way is gone on with elsewhere."""
    if wsgi := getattr(worker, "wsgi", None):
        wsgi.extensions["job_engine"].stop()
