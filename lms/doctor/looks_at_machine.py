"""The machine: processors, memory, what PDFs need, time zones, and whoever sends messages."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask_babel import gettext as _

from lms.core.jobs.engine import engine
from lms.core.pdf import to_pdf
from lms.doctor.findings import Finding, ok, problem, warn

EACH_MB = 250  # a web process after a day
REACH = 3  # seconds to wait for a server


def look_at_processors() -> Iterator[Finding]:
    """How many web processes fit this machine."""
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    fits = max(1, min(cores, memory // 2 // EACH_MB))
    asked = os.environ.get("WEB_CONCURRENCY", "")
    words = _("%(cores)s processors, %(memory)s MB: %(fits)s web processes fit.",
              cores=cores, memory=memory, fits=fits)  # fmt: skip
    if asked.isdigit() and int(asked) > 2 * fits:
        yield warn("processors", words, f"WEB_CONCURRENCY={fits}")
    else:
        yield ok("processors", words)


def look_at_pdf() -> Iterator[Finding]:
    """A PDF comes out, in our own type."""
    try:
        body = to_pdf("<html lang=vi><title>Thử</title><p>Thử chữ Việt: ặ ễ ượ</p></html>")
    except Exception as error:  # Pango is missing, or its fonts: the library says it in many ways
        yield problem(
            "pdf",
            _("PDFs cannot be made (%(why)s).", why=type(error).__name__),
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
        return
    yield ok("pdf", _("PDFs can be made (%(num)s bytes on trial).", num=len(body)))


def look_at_time_zone() -> Iterator[Finding]:
    """Days begin at midnight in Việt Nam, whatever the machine thinks."""
    try:
        ZoneInfo("Asia/Ho_Chi_Minh")
    except ZoneInfoNotFoundError:
        yield problem(
            "time_zone", _("Time zones are not on this machine."), "apt-get install tzdata"
        )
    else:
        yield ok("time_zone", _("Time zones are on this machine."))


def look_at_sender() -> Iterator[Finding]:
    """Whoever sends reminders can be reached."""
    settings = engine().settings
    if settings.sender == "none":
        yield warn("sender", _("Reminders are written and not sent."), _("Set LMS_SENDER."))
        return
    if settings.sender == "file":
        yield warn("sender", _("Reminders go into files."), _("Set LMS_SENDER."))
        return
    host, port = settings.mail_host, settings.mail_port
    if settings.sender == "gateway":
        place = urlsplit(settings.gateway_url)
        host, port = place.hostname or "", place.port or (443 if place.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=REACH).close()
    except OSError as error:
        yield problem(
            "sender",
            _("%(host)s does not answer at port %(port)s (%(why)s).", host=host, port=port,
              why=type(error).__name__),
            _("Check LMS_MAIL_… or LMS_GATEWAY_URL, and the firewall."),
        )  # fmt: skip
    else:
        yield ok("sender", _("%(host)s answers.", host=host))


def look_at_data_folder() -> Iterator[Finding]:
    """The folder of data is only for the product."""
    folder = Path(engine().settings.data_dir)
    if folder.stat().st_mode & 0o007:
        yield warn(
            "data_folder",
            _("Others on this machine can read %(file)s.", file=str(folder)),
            f"chmod o-rwx {folder}",
        )
    else:
        yield ok("data_folder", _("Only the product reads the folder of data."))
