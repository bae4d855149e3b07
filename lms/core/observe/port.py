"""The figures of a `flask worker`, which serves no pages: at a port of their own."""

from __future__ import annotations

import threading

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from lms.core.observe import pulse, series
from lms.core.observe.page import may_ask
from lms.settings import Settings


class Silent(WSGIRequestHandler):
    """Writes no lines: a scrape every 15 seconds is no news."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the library's
        """Nothing."""


def offer_figures(settings: Settings) -> BaseWSGIServer | None:
    """Answer scrapes beside the work, if a port is set: far ones only when there is a token."""
    if not settings.metrics_port:
        return None

    @Request.application
    def answer(request: Request) -> Response:
        if request.path != "/metrics" or not may_ask(request, settings.metrics_token, proxies=0):
            return Response("404 Not Found\n", 404)
        pulse.look()
        return Response(generate_latest(series.REGISTRY), content_type=CONTENT_TYPE_LATEST)

    where = "0.0.0.0" if settings.metrics_token else "127.0.0.1"  # noqa: S104 - guarded by it
    server = make_server(where, settings.metrics_port, answer, request_handler=Silent)
    threading.Thread(target=server.serve_forever, name="figures", daemon=True).start()
    return server
