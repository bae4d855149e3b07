"""What the provinces stand on where Lạng Sơn is not there: years, modules, the unit above all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from certificates.operations import certify
from courses.loading import load_module
from courses.manuscript import folders
from lms.core.access import Actor
from lms.core.clock import ZONE
from lms.core.db import db
from lms.demo.duties import set_duties
from lms.demo.nation.certificates import national_issuer
from lms.demo.nation.provinces import KNOWN_SINCE
from lms.org.models import Level, Unit
from lms.org.operations import found_unit
from lms.requirements.operations import open_year


def lay_ground(years: Iterable[int], *, by: Actor, at: datetime) -> Unit:
    """The unit of the nation, the years with their duties, the modules with their certificates."""
    first = min(years)
    for year in years:
        set_duties(open_year(year, legal_basis="Quyết định số 411/QĐ-TTg", by=by, at=at), by, at)
    issuer = national_issuer()
    published = datetime.combine(date(first, 1, 5), time(8), ZONE)
    for path in folders():
        loaded = load_module(path, by=by, at=published, note="Bản đầu tiên")
        certify(loaded.version.module_id, issuer, at=published)
    nation = found_unit(Level.NATION, "Cả", "nước", since=KNOWN_SINCE)
    db.session.flush()
    return nation
