"""Pages that end certificates: revoke one, replace one, revoke many by one decision."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates import correcting, operations, queries, revoking
from certificates.ending_forms import DecisionForm, ReplacementForm, RevocationListForm
from certificates.models import Certificate, Reason
from certificates.operations import Decision
from certificates.permissions import CertificatePermission
from certificates.revoking import Line
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused

pages = Blueprint("ending", __name__, url_prefix="/certificates")
MOST_AT_ONCE = 500


@pages.get("/issued/<uuid:certificate_id>/revocation-form")
@requires(CertificatePermission.REVOKE)
def revocation_form(certificate_id: UUID) -> ResponseReturnValue:
    """What is asked before a certificate is revoked."""
    return _revocation_page(_standing(certificate_id), DecisionForm(formdata=None))


@pages.post("/issued/<uuid:certificate_id>/revocations")
@requires(CertificatePermission.REVOKE)
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    """Revoke it, for good."""
    found, form = _found(certificate_id), DecisionForm()
    if not form.validate():
        return _revocation_page(found, form), 422
    try:
        operations.revoke(found, _decision(form), by=g.actor, at=now())
    except Refused as refused:
        return _revocation_page(found, form, refused.message), 409
    return redirect(url_for("issued.certificate", certificate_id=found.id), 303)


@pages.get("/issued/<uuid:certificate_id>/replacement-form")
@requires(CertificatePermission.REVOKE)
def replacement_form(certificate_id: UUID) -> ResponseReturnValue:
    """Old and new facts side by side, before a new edition is issued."""
    return _replacement_page(_standing(certificate_id), ReplacementForm(formdata=None))


@pages.post("/issued/<uuid:certificate_id>/replacements")
@requires(CertificatePermission.REVOKE)
def replace(certificate_id: UUID) -> ResponseReturnValue:
    """Issue it anew with the roster's facts; the old one ends."""
    found, form = _found(certificate_id), ReplacementForm()
    if not form.validate():
        return _replacement_page(found, form), 422
    try:
        new = correcting.replace(found, _decision(form), by=g.actor, at=now())
    except Refused as refused:
        return _replacement_page(found, form, refused.message), 409
    return redirect(url_for("issued.certificate", certificate_id=new.id), 303)


@pages.get("/revocations/form")
@requires(CertificatePermission.REVOKE)
def list_form() -> ResponseReturnValue:
    """Where numbers are pasted; `?number=` puts those ticked on the list there."""
    numbers = "\n".join(request.args.getlist("number")[:MOST_AT_ONCE])
    form = RevocationListForm(formdata=None, numbers=numbers)
    return _list_page(form, revoking.look(g.actor, numbers, today()))


@pages.post("/revocation-previews")
@requires(CertificatePermission.REVOKE)
def preview() -> ResponseReturnValue:
    """What each line means, before anything is revoked."""
    form = RevocationListForm()
    numbers = form.numbers.data or ""
    if not numbers.strip():
        form.validate()
        return _list_page(form, []), 422
    return _list_page(form, revoking.look(g.actor, _within_bounds(numbers), today()))


@pages.post("/revocations")
@requires(CertificatePermission.REVOKE)
def revoke_all() -> ResponseReturnValue:
    """Revoke all that can be revoked, by one decision."""
    form = RevocationListForm()
    lines = revoking.look(g.actor, _within_bounds(form.numbers.data or ""), today())
    if not form.validate():
        return _list_page(form, lines), 422
    try:
        revoked = revoking.revoke_all(lines, _decision(form), by=g.actor, at=now())
    except Refused as refused:
        return _list_page(form, lines, refused.message), 409
    return redirect(url_for("issued.overview", status="revoked", revoked=revoked), 303)


def _within_bounds(numbers: str) -> str:
    return "\n".join(numbers.splitlines()[:MOST_AT_ONCE])


def _found(certificate_id: UUID) -> Certificate:
    reach = CertificatePermission.REVOKE
    return queries.get_certificate(g.actor, reach, certificate_id, today())


def _standing(certificate_id: UUID) -> Certificate:
    """A certificate that has not ended; for others there is no such form."""
    found = _found(certificate_id)
    if found.step:
        raise Missing
    return found


def _decision(form: DecisionForm) -> Decision:
    return Decision(
        reason=Reason(form.reason.data),
        number=form.number.data or "",
        public_text=form.public_text.data or "",
        note=form.note.data or "",
    )


def _revocation_page(found: Certificate, form: DecisionForm, problem: str = "") -> str:
    return render_template(
        "certificates/issued/revocation.html", certificate=found, form=form, problem=problem
    )


def _replacement_page(found: Certificate, form: ReplacementForm, problem: str = "") -> str:
    facts = correcting.facts(found, at=now())
    return render_template(
        "certificates/issued/replacement.html",
        certificate=found,
        facts=facts,
        same=not any(fact.differs for fact in facts),
        form=form,
        problem=problem,
    )


def _list_page(form: RevocationListForm, lines: list[Line], problem: str = "") -> str:
    return render_template(
        "certificates/issued/revocations.html",
        form=form,
        lines=lines,
        number=len(revoking.to_revoke(lines)),
        most=MOST_AT_ONCE,
        problem=problem,
    )
