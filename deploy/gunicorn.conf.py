"""gunicorn of Học Số: `gunicorn --config deploy/gunicorn.conf.py "lms.app:create_app()"`."""

import os
from typing import Any

threads = 4
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Where no `flask worker` runs, web processes do the jobs."""
    worker.wsgi.extensions["job_engine"].start_inside()


def worker_exit(server: Any, worker: Any) -> None:
    """Begin no more jobs; what is under way is gone on with elsewhere."""
    if wsgi := getattr(worker, "wsgi", None):
        wsgi.extensions["job_engine"].stop()
