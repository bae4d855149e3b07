"""Transcripts to download: one's own, and those of people within reach."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g

from certificates.permissions import CertificatePermission
from certificates.transcripts import transcript_of, transcript_pdf
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.tables import PDF, download
from lms.people.accounts import get_anybody
from lms.people.models import Person
from lms.people.queries import get_person

pages = Blueprint("transcripts", __name__, url_prefix="/certificates")
FIRST_YEAR = 2020


@pages.get("/transcripts/<int:year>.pdf")
@requires(CertificatePermission.OWN)
def own(year: int) -> Response:
    """The reader's own transcript of a year."""
    return _paper(get_anybody(g.actor.person_id), year)


@pages.get("/persons/<uuid:person_id>/transcripts/<int:year>.pdf")
@requires(CertificatePermission.READ)
def person(person_id: UUID, year: int) -> Response:
    """The transcript of somebody within reach. Each time is recorded."""
    found = get_person(g.actor, CertificatePermission.READ, person_id, today())
    paper = _paper(found, year)
    record(
        "certificate.exported", found, by=g.actor, at=now(), label=found.full_name, transcript=year
    )
    return paper


def _paper(found: Person, year: int) -> Response:
    if not FIRST_YEAR <= year <= today().year:
        raise Missing
    body = transcript_pdf(transcript_of(found, year, today()))
    return download(body, PDF, f"ket-qua-boi-duong-{year}.pdf")
