"""What leaves a class on paper or into a calendar: the minutes as PDF, the appointment as ICS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import render_template

from lms.core.clock import ZONE, local_day
from lms.core.i18n import long_day
from lms.core.pdf import to_pdf
from lms.core.tables import PLACE, SUPERIOR
from lms.training import bookings, photos, planning, queries, walk_ins
from lms.training.models import Organiser, RegisterSigning, TrainingClass, Venue

STAMP = "%Y%m%dT%H%M%S"


def minutes_pdf(held: TrainingClass, units: Mapping[UUID, str], agency: str) -> bytes:
    """The minutes of a class: programme, halls, who came, photographs; same facts, same bytes."""
    signing = queries.signing_of(held.id)
    unit = units.get(held.unit_id, "")
    html = render_template(
        "documents/minutes.html",
        held=held,
        heads_of_office=_agency(held, unit, agency),
        place_and_day=_place_and_day(held, unit, signing),
        organiser=_organiser(held, unit, agency),
        unit=unit,
        units=units,
        venues=_halls(held),
        programme=queries.programme_of(held.id),
        trainers=queries.trainers_of(held.id),
        attendees=queries.attendees(held),
        walk_ins=walk_ins.walk_ins_of(held.id),
        counted=walk_ins.counted_in([held.id]),
        photos=photos.photos_of(held.id),
        signing=signing,
        corrections=queries.corrections_of(held.id),
        called_off=planning.cancellations([held.id]).get(held.id),
    )
    return to_pdf(html, render_template("documents/minutes.css"))


def _agency(held: TrainingClass, unit: str, agency: str) -> tuple[str, str]:
    """Who issues the minutes: the line above, the line below (NĐ 30/2020, Phụ lục I).

    A committee of a commune has no line of a superior: its own name takes both.
    """
    if held.organiser is Organiser.COMMUNE and unit:
        return "Ủy ban nhân dân", unit
    return SUPERIOR, agency


def _organiser(held: TrainingClass, unit: str, agency: str) -> str:
    names = {
        Organiser.COMMUNE: f"Ủy ban nhân dân {unit}",
        Organiser.DEPARTMENT: agency,
        Organiser.NATIONAL: "Cơ quan trung ương",
    }
    return names[held.organiser]


def _place_and_day(held: TrainingClass, unit: str, signing: RegisterSigning | None) -> str:
    """Where and on which day: that of the signing, of the class while nobody signed."""
    own = held.organiser is Organiser.COMMUNE and " " in unit
    place = unit.split(" ", 1)[1] if own else PLACE
    return f"{place}, {long_day(local_day(signing.at) if signing else held.held_on)}"


@dataclass(frozen=True)
class HallLine:
    """A hall in the minutes: seats, seats kept, who came by name, without, only counted."""

    venue: Venue
    kept: int
    named: int
    unmatched: int
    counted: int


def _halls(held: TrainingClass) -> list[HallLine]:
    kept = Counter(bookings.halls_booked(held.id).values())
    named = Counter(one.venue_id for one in queries.attendees(held))
    unmatched = Counter(
        one.walk_in.venue_id for one in walk_ins.walk_ins_of(held.id) if one.settlement is None
    )
    counted = {one.venue_id: one.people for one in walk_ins.head_counts_of(held.id)}
    return [
        HallLine(one, kept[one.id], named[one.id], unmatched[one.id], counted.get(one.id, 0))
        for one in queries.venues_of(held.id)
    ]


def calendar(held: TrainingClass, address: str, at: datetime) -> str:
    """The class as an iCalendar event (RFC 5545); a class without a beginning lasts all day."""
    if held.begins is None:
        after = held.held_on + timedelta(days=1)
        times = [f"DTSTART;VALUE=DATE:{held.held_on:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    else:
        begin = datetime.combine(held.held_on, held.begins, ZONE)
        end = begin + timedelta(hours=held.hours)
        zone = "Asia/Ho_Chi_Minh"
        times = [f"DTSTART;TZID={zone}:{begin:{STAMP}}", f"DTEND;TZID={zone}:{end:{STAMP}}"]
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Hoc So//VI", "BEGIN:VTIMEZONE",
        "TZID:Asia/Ho_Chi_Minh", "BEGIN:STANDARD", "DTSTART:19700101T000000",
        "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT",
        f"UID:{held.id}@hocso", f"DTSTAMP:{at:{STAMP}}", *times,
        f"SUMMARY:{_escaped(held.title)}", f"LOCATION:{_escaped(held.place)}", f"URL:{address}",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """A line in parts of at most 75 bytes, no letter torn; the rest begin with a blank."""
    parts, current = [], ""
    for letter in line:
        if len((current + letter).encode()) > 74:
            parts.append(current)
            current = " "
        current += letter
    return [*parts, current]
