"""The page of sums: attendances, distinct people and person-hours, for any days, as files too."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from courses.queries import latest_of_all
from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.i18n import day as day_words
from lms.core.i18n import long_day
from lms.core.pages import PAGE_SIZE, day_asked, page_number, share_words
from lms.core.tables import PLACE, SIGNATURES, SUPERIOR, Cell, Column, Report
from lms.training import sums as questions
from lms.training.models import Organiser
from lms.training.periods import Closing, Grouping, Period, of_year, period, year_of
from lms.training.permissions import TrainingPermission
from lms.training.sums import Asked, Sum
from lms.training.words import GROUPINGS, ORGANISERS

pages = Blueprint("sums", __name__, url_prefix="/training")
share_words(pages, grouping_words=GROUPINGS)


@pages.get("/sums")
@requires(TrainingPermission.READ)
def sums() -> ResponseReturnValue:
    """Attendances, people and person-hours of the days asked for, with ready links to periods."""
    asked = _asked()
    lines = _named(asked, questions.sums(g.actor, asked))
    first = (page_number() - 1) * PAGE_SIZE
    year = year_of(asked.until, asked.closing)
    return render_template(
        "training/sums.html",
        asked=asked,
        lines=lines[first : first + PAGE_SIZE],
        total=questions.total(g.actor, asked),
        added=sum(line.people for _title, line in lines),
        page=page_number(),
        more=len(lines) > first + PAGE_SIZE,
        year=year,
        before=period(Grouping.YEAR, year - 1, 1, asked.closing),
        ready=of_year(year, asked.closing),
        this_year=today().year,
        chosen=_is_chosen(asked),
        groupings=Grouping,
        closings=Closing,
        organisers=Organiser,
        heading=_heading(asked.by),
    )


@pages.get("/sums.<string:ending>")
@requires(TrainingPermission.READ)
def sums_file(ending: str) -> Response:
    """The same table as a file for the office. Every download is logged."""
    if ending not in tables.WRITERS:
        raise Missing
    asked = _asked()
    lines = _named(asked, questions.sums(g.actor, asked))
    report = _report(asked, lines)
    record(
        "sums.exported", g.actor, by=g.actor, at=now(), ending=ending, grouping=asked.by,
        since=asked.since.isoformat(), until=asked.until.isoformat(), rows=len(lines),
    )  # fmt: skip
    write, kind = tables.WRITERS[ending]
    name = f"luot-nguoi-gio-{asked.since:%Y%m%d}-{asked.until:%Y%m%d}.{ending}"
    return tables.download(write(report), kind, name)


def _asked() -> Asked:
    """What the address asks for; nonsense means this year, by class."""
    by, organiser, closing = (request.args.get(n, "") for n in ("by", "organiser", "closing"))
    rule = Closing(closing) if closing in set(Closing) else Closing.CALENDAR
    whole = period(Grouping.YEAR, year_of(today(), rule), 1, rule)
    since = day_asked("since", whole.since)
    until = max(since, day_asked("until", max(since, whole.until)))
    return Asked(
        since,
        until,
        Grouping(by) if by in set(Grouping) else Grouping.CLASS,
        Organiser(organiser) if organiser in set(Organiser) else None,
        rule,
    )


def _is_chosen(asked: Asked) -> dict[Period, bool]:
    ready = of_year(year_of(asked.until, asked.closing), asked.closing)
    return {one: (one.since, one.until) == (asked.since, asked.until) for one in ready}


def _named(asked: Asked, lines: list[Sum]) -> list[tuple[str, Sum]]:
    """Each line with the words for it."""
    if asked.by is Grouping.ORGANISER:
        return [(str(ORGANISERS[line.key]), line) for line in lines]
    if asked.by is Grouping.TOPIC:
        titles = {version.module.code.upper(): version.title for version in latest_of_all()}
        return [(_topic(line.title, titles), line) for line in lines]
    if asked.by is Grouping.UNIT:
        return [(line.title or _("On no roster on the day of the class"), line) for line in lines]
    return [(line.title, line) for line in lines]


def _topic(code: str, titles: dict[str, str]) -> str:
    if not code:
        return str(_("Parts without a module, and classes without a programme"))
    title = titles.get(code.upper())
    return f"{code}. {title}" if title else code


def _heading(by: Grouping) -> str:
    words: dict[Grouping, str] = {
        Grouping.CLASS: _("Class"),
        Grouping.TOPIC: _("Topic"),
        Grouping.ORGANISER: _("Held by"),
        Grouping.UNIT: _("Commune or ward"),
    }
    return words.get(by) or str(_("Period"))


def _report(asked: Asked, lines: list[tuple[str, Sum]]) -> Report:
    whole = questions.total(g.actor, asked)
    held_by = ORGANISERS[asked.organiser] if asked.organiser else _("all organisers")
    return Report(
        name=_("Sums"),
        superior=SUPERIOR,
        agency=current_app.config["ORGANISATION"].upper(),
        title=_("ATTENDANCES, PEOPLE AND PERSON-HOURS IN CLASSES"),
        subtitle=_(
            "(from %(since)s to %(until)s; %(held_by)s)",
            since=day_words(asked.since),
            until=day_words(asked.until),
            held_by=held_by,
        ),
        columns=[
            Column(_("No."), 6),
            Column(_heading(asked.by), 52, key="title"),
            Column(_("Classes"), key="classes"),
            Column(_("Attendances"), key="attendances"),
            Column(_("Different people"), key="attendees"),
            Column(_("Person-hours"), key="hours"),
        ],
        rows=[_cells(number, title, line) for number, (title, line) in enumerate(lines, 1)],
        total=_cells(None, _("Total"), whole),
        place_and_day=f"{PLACE}, {long_day(today())}",
        signatures=SIGNATURES,
        notes=[
            _(
                "People are counted once each: in a line those of that line, in the total those of "
                "all lines. The total of people is therefore not the sum of the lines."
            )
        ],
    )


def _cells(number: int | None, title: str, line: Sum) -> list[Cell]:
    hours = int(line.hours) if line.hours == int(line.hours) else line.hours
    return [number, title, line.classes, line.attendances, line.people, hours]
