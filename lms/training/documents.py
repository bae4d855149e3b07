"""What leaves a class on paper or into a calendar: the minutes as PDF, the appointment as ICS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from flask import render_template

from lms.core.clock import ZONE
from lms.core.pdf import to_pdf
from lms.training import queries
from lms.training.models import TrainingClass

STAMP = "%Y%m%dT%H%M%S"


def minutes_pdf(held: TrainingClass, units: Mapping[UUID, str], agency: str) -> bytes:
    """The minutes of a class: programme, halls, attendances, signature; same facts, same bytes."""
    html = render_template(
        "documents/minutes.html",
        held=held,
        agency=agency,
        unit=units.get(held.unit_id, ""),
        units=units,
        venues=queries.venues_of(held.id),
        programme=queries.programme_of(held.id),
        trainers=queries.trainers_of(held.id),
        attendees=queries.attendees(held),
        signing=queries.signing_of(held.id),
        corrections=queries.corrections_of(held.id),
    )
    return to_pdf(html, render_template("documents/minutes.css"))


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
