"""A worker for tests, with jobs of its own: `python -m tests.core.jobs_process SECONDS_A_PART`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from sqlalchemy import text

import lms.app
from lms.core.db import db
from lms.core.jobs import engine
from lms.core.jobs.asking import Asked
from lms.core.progress import Progress
from lms.settings import Settings

PARTS = 12


def written(asked: Asked) -> Iterator[Progress]:
    """Write the numbers 1 … 12, going on from the highest that is there."""
    highest = db.session.scalar(text("SELECT coalesce(max(x), 0) FROM part"))
    for number in range(int(highest or 0) + 1, PARTS + 1):
        time.sleep(float(asked.arguments.get("seconds", 0)))
        db.session.execute(text("INSERT INTO part VALUES (:x)"), {"x": number})
        yield Progress(number, PARTS)


def main() -> None:
    """Work off jobs, looking for forgotten ones often."""
    engine.SWEEP = 0.2  # type: ignore[assignment]
    settings = Settings.from_environment()
    app = lms.app.create_app(settings)
    app.extensions["jobs"] = {"written": written}
    engine.set_up_jobs(app, settings, ())
    with app.app_context():
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        engine.engine().work(1)


if __name__ == "__main__":
    sys.exit(main())
