"""gunicorn's own lines in the form of all others: `gunicorn --logger-class …GunicornLines`."""

from __future__ import annotations

from typing import Any

from gunicorn.glogging import Logger

from lms.core.logs import set_up_logs
from lms.settings import Settings


class GunicornLines(Logger):  # type: ignore[misc]
    """Hands gunicorn's lines on; requests are not its to tell: its form would carry addresses."""

    def setup(self, cfg: Any) -> None:
        """Take our form, also in the first process, which never makes the application."""
        super().setup(cfg)
        set_up_logs(Settings.from_environment())
        self.error_log.handlers.clear()
        self.error_log.propagate = True
        if cfg.loglevel != "info":  # asked for on the command line
            self.error_log.setLevel(self.loglevel)

    def access(self, *_: Any) -> None:
        """Nothing: `lms/core/web` writes the line of a request."""
