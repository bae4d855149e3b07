"""The office's roster, for XLSX and CSV: the same rows as the page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count

import phonenumbers
from flask_babel import gettext as _

from lms.core.i18n import day as shown_day
from lms.core.i18n import long_day
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.people.models import Post
from lms.people.queries import posts_of
from lms.people.register import RosterRow
from lms.people.words import ABSENCES, POSTS, SEXES, TEAM_ROLES


def roster_report(
    parts: Iterable[Sequence[RosterRow]],
    *,
    day: date,
    map_day: date,
    agency: str,
    phones: bool,
) -> Report:
    """The roster of a day, read as it is written; `phones`: whether full phones may be in it."""
    return Report(
        name=_("Roster"),
        superior=SUPERIOR,
        agency=agency.upper(),
        title=_("LIST OF THE MEMBERS OF COMMUNITY DIGITAL TECHNOLOGY TEAMS"),
        subtitle=_("(as of %(day)s, map of %(map)s)", day=shown_day(day), map=shown_day(map_day)),
        columns=_columns(),
        rows=_all_cells(parts, day, phones=phones),
        place_and_day=f"{PLACE}, {long_day(day)}",
        signatures=SIGNATURES,
    )


def _columns() -> list[Column]:
    return [
        Column(_("No."), 6),
        Column(_("Full name"), 26),
        Column(_("Born in"), 9),
        Column(_("Sex"), 8),
        Column(_("Commune, ward"), 20),
        Column(_("Team"), 30),
        Column(_("In the team")),
        Column(_("Posts"), 26),
        Column(_("Phone"), 14),
        Column(_("On the roster since")),
        Column(_("Note"), 24),
    ]


def _all_cells(
    parts: Iterable[Sequence[RosterRow]], day: date, *, phones: bool
) -> Iterator[list[Cell]]:
    numbers = count(1)
    for some in parts:
        posts = posts_of([row.person.id for row in some], day)
        for row in some:
            yield _cells(next(numbers), row, posts.get(row.person.id, ()), phones=phones)


def _cells(number: int, row: RosterRow, posts: Sequence[Post], *, phones: bool) -> list[Cell]:
    person = row.person
    return [
        number,
        person.full_name,
        person.birth_year,
        str(SEXES[person.sex]) if person.sex else "",
        row.commune,
        row.team.name,
        str(TEAM_ROLES[row.membership.role]),
        ", ".join(str(POSTS[post]) for post in posts),
        national(row.phone) if phones else "",
        shown_day(row.membership.on_roster_since),
        str(ABSENCES[row.absence]) if row.absence else "",
    ]


def national(phone: str) -> str:
    """`+84912345678` → `0912345678`."""
    if not phone:
        return ""
    number = phonenumbers.parse(phone, "VN")
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return "".join(c for c in written if c.isdigit())
