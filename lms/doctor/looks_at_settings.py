"""Settings: what must not be so in production, and what is forgotten easily."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from flask_babel import gettext as _

from lms.core.jobs.engine import engine
from lms.doctor.findings import Finding, ok, problem, warn
from lms.settings import DEVELOPMENT_KEY

SHORT = 32  # characters: less can be guessed by a machine


def look_at_secret_key() -> Iterator[Finding]:
    """The key of sessions is neither the known one nor short."""
    key, name = engine().settings.secret_key, "secret_key"
    how = _("Set LMS_SECRET_KEY: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'")
    if key == DEVELOPMENT_KEY:
        yield problem(name, _("The secret key is the one everybody knows."), how)
    elif len(key) < SHORT:
        yield problem(name, _("The secret key is too short."), how)
    else:
        yield ok(name, _("The secret key is your own."))


def look_at_https() -> Iterator[Finding]:
    """Sign-ins travel encrypted, and the demo is over."""
    settings = engine().settings
    if settings.demo or settings.development:
        yield problem(
            "demo", _("Demo accounts are shown: anybody can sign in."), _("Unset LMS_DEMO.")
        )
    if settings.https:
        yield ok("https", _("Served over HTTPS: secure cookies and HSTS."))
    else:
        yield problem(
            "https",
            _("HTTPS is off: sign-ins travel in the open."),
            _("Set LMS_HTTPS=1 behind nginx with TLS."),
        )


def look_at_addresses() -> Iterator[Finding]:
    """QR codes lead here, and clients are told apart behind a proxy."""
    settings = engine().settings
    place = urlsplit(settings.public_url)
    if place.scheme != "https" or _is_inside(place.hostname or ""):
        yield warn(
            "public_url",
            _("QR codes would lead to %(url)s, where phones outside get nothing.",
              url=settings.public_url),
            _("Set LMS_PUBLIC_URL to the address people use."),
        )  # fmt: skip
    else:
        yield ok("public_url", _("QR codes lead to %(url)s.", url=settings.public_url))
    if settings.https and not settings.proxies:
        yield problem(
            "proxies",
            _("No proxy is trusted: everybody seems to come from nginx, limits hit all at once."),
            _("Set LMS_PROXIES to the number of proxies in front, mostly 1."),
        )
    elif settings.proxies > 2:
        yield warn(
            "proxies",
            _("%(num)s proxies are trusted; with fewer, clients can lie about their address.",
              num=settings.proxies),
            _("Set LMS_PROXIES to the number of proxies in front, mostly 1."),
        )  # fmt: skip
    else:
        yield ok("proxies", _("Trusted proxies: %(num)s.", num=settings.proxies))


def _is_inside(host: str) -> bool:
    if host in {"", "localhost"}:
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def look_at_second_factor() -> Iterator[Finding]:
    """Staff need more than a password."""
    if engine().settings.staff_second_factor:
        yield ok("second_factor", _("Staff sign in with a second step."))
    else:
        yield warn(
            "second_factor",
            _("Staff may sign in with a password alone."),
            _("Set LMS_STAFF_SECOND_FACTOR=1."),
        )
