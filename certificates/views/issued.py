"""Pages of staff and leaders: find certificates within reach, look at one, take it along."""

from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from certificates import documents, editions, issued_queries, pictures, programmes, queries
from certificates.evidence_lines import evidence_of
from certificates.issued_queries import Wanted
from certificates.issued_report import issued_report
from certificates.issued_words import FORMS, REASONS, SIGNINGS, STATUSES
from certificates.jobs import ISSUED
from certificates.models import Certificate, CertificateDocument
from certificates.permissions import CertificatePermission
from certificates.rules import Status
from certificates.views.own import file_name
from lms.core import exports
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.keyset import turn_asked
from lms.core.pages import share_words
from lms.core.tables import PDF, download, send_rows

pages = Blueprint("issued", __name__, url_prefix="/certificates/issued")
share_words(
    pages,
    certificate_status_words=STATUSES,
    certificate_reason_words=REASONS,
    document_form_words=FORMS,
    signing_words=SIGNINGS,
)
pages.add_app_template_global(lambda row: queries.status(row, today()), "certificate_state")


@pages.get("")
@requires(CertificatePermission.READ)
def overview() -> ResponseReturnValue:
    """Certificates within reach, the newest first, narrowed by what is asked."""
    wanted, day = _wanted(), today()
    return render_template(
        "certificates/issued/overview.html",
        page=issued_queries.find(g.actor, wanted, day, turn_asked()),
        count=issued_queries.number_of(g.actor, wanted, day),
        wanted=wanted,
        years=issued_queries.years(),
        certifications=programmes.titles(),
        communes=issued_queries.units_to_choose(g.actor, day, wanted.commune_id),
        statuses=issued_queries.STATUSES,
        revoked=request.args.get("revoked", type=int),
    )


@pages.get("/list.<any('xlsx','csv'):ending>")
@requires(CertificatePermission.READ)
def list_file(ending: str) -> ResponseReturnValue:
    """The list as a file, a long one by a job; it names people, so each time is recorded."""
    wanted, day = _wanted(), today()
    number = issued_queries.number_of(g.actor, wanted, day, whole=True).number
    if number > exports.LONG:
        return render_template("exports/ask.html", rows=number, form=Form())
    rows = issued_queries.every(g.actor, wanted, day)
    report = issued_report(rows, day=day, agency=current_app.config["ORGANISATION"])
    record("certificate.exported", g.actor, by=g.actor, at=now(), rows=number)
    return send_rows(report, ending, f"giay-chung-nhan.{ending}")


@pages.post("/list.<any('xlsx','csv'):ending>")
@requires(CertificatePermission.READ)
def ask_for_list(ending: str) -> ResponseReturnValue:
    """Have the list made beside the requests, however long."""
    wanted, name = _wanted(), f"giay-chung-nhan-{today():%Y%m%d}.{ending}"
    number = issued_queries.number_of(g.actor, wanted, today(), whole=True).number
    row = exports.ask(ISSUED, name, number, by=g.actor, at=now(), **wanted.in_words())
    record("certificate.exported", g.actor, by=g.actor, at=now(), rows=number)
    return redirect(url_for("exports.export", export_id=row.id), 303)


@pages.get("/<uuid:certificate_id>")
@requires(CertificatePermission.READ)
def certificate(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate: facts, evidence, documents, history."""
    found = _found(certificate_id)
    return render_template(
        "certificates/issued/certificate.html",
        certificate=found,
        evidence=evidence_of(found),
        documents=editions.documents_of(found.id),
        editions=editions.editions(found),
        batch=editions.batch_of(found),
    )


@pages.get("/<uuid:certificate_id>/picture.webp")
@requires(CertificatePermission.READ)
def picture(certificate_id: UUID) -> AnyResponse:
    """The document as a picture, for the page about it."""
    return pictures.shown(_found(certificate_id), pictures.SMALL)


@pages.get("/<uuid:certificate_id>/document.pdf")
@requires(CertificatePermission.READ)
def document(certificate_id: UUID) -> Response:
    """The newest document; made now when nobody looked before. Each time is recorded."""
    found = _found(certificate_id)
    return _taken(found, documents.ensured(found))


@pages.get("/<uuid:certificate_id>/documents/<int:step>.pdf")
@requires(CertificatePermission.READ)
def earlier_document(certificate_id: UUID, step: int) -> Response:
    """One of the documents, such as the unsigned one. Each time is recorded."""
    found = _found(certificate_id)
    kept = [one for one in editions.documents_of(found.id) if one.step == step]
    if not kept:
        raise Missing
    return _taken(found, kept[0])


def _taken(found: Certificate, kept: CertificateDocument) -> Response:
    body = documents.body_of(kept)
    record("certificate.exported", found, by=g.actor, at=now(), label=found.number_text)
    return download(body, PDF, f"{file_name(found)}.pdf")


def _found(certificate_id: UUID) -> Certificate:
    return queries.get_certificate(g.actor, CertificatePermission.READ, certificate_id, today())


def _wanted() -> Wanted:
    """What the address asks for; nonsense counts as not asked."""
    asked = request.args
    states = {one.value: one for one in issued_queries.STATUSES}
    status: Status | None = states.get(asked.get("status", ""))
    return Wanted(
        words=asked.get("q", "")[:80],
        year=asked.get("year", type=int),
        certification_id=asked.get("programme", type=UUID),
        commune_id=asked.get("commune", type=UUID),
        team_id=asked.get("team", type=UUID),
        status=status,
    )
