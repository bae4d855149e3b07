"""What a lesson page needs to play its package, and the reports that come back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, url_for

from courses.models import Enrolment, Lesson
from courses.scorm import queries, rules
from courses.scorm.manifest import Activity
from courses.scorm.models import ScormPackage, ScormRun
from courses.scorm.tokens import Ticket, address_part
from lms.core.clock import now
from lms.core.origins import content_origin, own_origin
from lms.core.web import CONTENT_SECURITY_POLICY, PERMISSIONS


@dataclass(frozen=True)
class Part:
    """One activity of a package as a page lists it."""

    number: int
    activity: Activity
    run: ScormRun | None

    @property
    def is_done(self) -> bool:
        """Whether the learner is through with it."""
        return self.run is not None and self.run.done_at is not None


@dataclass(frozen=True)
class Shown:
    """A package on a page: its activities and the address of the one in the frame."""

    package: ScormPackage
    parts: list[Part]
    current: Part
    origin: str
    address: str

    @property
    def is_done(self) -> bool:
        """Whether all of it is done."""
        return all(part.is_done for part in self.parts)

    @property
    def score(self) -> float | None:
        """The mean of the best scores, where activities gave one."""
        return rules.mean([part.run.score if part.run else None for part in self.parts])

    @property
    def following(self) -> Part | None:
        """The next activity after the one in the frame."""
        return next((one for one in self.parts if one.number == self.current.number + 1), None)


def shown_in(lesson: Lesson, enrolment: Enrolment, wanted: str) -> Shown | None:
    """The package of a lesson as its learner goes on with it; None for an ordinary lesson."""
    package = queries.package_of(lesson.id)
    if package is None:
        return None
    return show(package, enrolment.id, queries.runs_of(enrolment.id, lesson.id), wanted)


def show(package: ScormPackage, holder_id: UUID, runs: dict[int, ScormRun], wanted: str) -> Shown:
    """A package for a page: the activity with the number wanted, else the first not done."""
    parts = [Part(n, one, runs.get(n)) for n, one in enumerate(package.activities, 1)]
    asked = [part for part in parts if str(part.number) == wanted]
    current = next(iter([*asked, *(part for part in parts if not part.is_done), parts[0]]))
    origin = content_origin(own_origin())
    ticket = address_part(Ticket(package.id, holder_id, own_origin()), at=now())
    path = url_for("content.frame", ticket=ticket, part=current.number)
    return Shown(package, parts, current, origin, origin + path)


def framing(page: str, shown: Shown | None) -> Response:
    """The page, allowed to frame the content origin when it has a package to play."""
    response = make_response(page)
    if shown is not None and shown.origin:
        policy = f"{CONTENT_SECURITY_POLICY}; frame-src {shown.origin}"
        response.headers["Content-Security-Policy"] = policy
        # Many packages save when they are closed; browsers are about to forget that event.
        response.headers["Permissions-Policy"] = f'{PERMISSIONS}, unload=(self "{shown.origin}")'
    return response
