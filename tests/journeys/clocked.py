"""The product with a clock that a test moves: `python -m tests.journeys.clocked PORT FILE`.

FILE holds how many seconds the clock is ahead. Only the clock is set, as in the `at` fixture.
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from werkzeug.serving import make_server

import lms.app
from lms.core import clock

NOW, TODAY = clock.now, clock.today


def main(port: int, ahead: Path) -> None:
    """Serve until somebody ends it."""

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(ahead.read_text()))

    def today() -> date:
        return clock.local_day(now())

    application = lms.app.create_app()
    for module in list(sys.modules.values()):
        for name, real, moved in (("now", NOW, now), ("today", TODAY, today)):
            if getattr(module, name, None) is real:
                setattr(module, name, moved)
    application.jinja_env.globals["today"] = today
    application.extensions["job_engine"].start_inside()
    make_server("127.0.0.1", port, application, threaded=True).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
