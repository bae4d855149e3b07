"""/metrics: figures for Prometheus, for whoever holds the token; to everybody else it is not there.

Without a token only a program on this very machine may ask, and only while no proxy stands in
front (LMS_PROXIES): behind one, everybody's request comes from this machine.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from werkzeug.wrappers import Request

from lms.core.access import public
from lms.core.observe import processes, pulse, series
from lms.core.observe.standing import Standing

pages = Blueprint("metrics", __name__)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
OWN_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})


@pages.get("/metrics")
@public
def metrics() -> Response:
    """Everything that is counted in all processes of this server, and how things stand."""
    settings = current_app.config
    if not may_ask(request, settings["METRICS_TOKEN"], proxies=settings["PROXIES"]):
        abort(404)
    pulse.look()
    standing = CollectorRegistry(auto_describe=False)
    standing.register(Standing())
    counted = processes.all_processes() if processes.is_shared() else series.REGISTRY
    return Response(
        generate_latest(counted) + generate_latest(standing), content_type=CONTENT_TYPE_LATEST
    )


def may_ask(asking: Request, token: str, *, proxies: int) -> bool:
    """Whether this request may see the figures."""
    if token:
        given = asking.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    return proxies == 0 and _is_from_here(asking)


def _is_from_here(asking: Request) -> bool:
    """Not sent on by a proxy, nor by a page of others whose name points here (DNS rebinding)."""
    if any(name in asking.headers for name in FORWARDED):
        return False
    if asking.host.rsplit(":", 1)[0] not in OWN_NAMES and asking.host not in OWN_NAMES:
        return False
    try:
        return ip_address(asking.remote_addr or "").is_loopback
    except ValueError:  # a socket file: who asks there is unknown
        return False
