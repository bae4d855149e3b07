"""Pages of batches: list people by a decision, look, choose, issue, see how far it is."""

from __future__ import annotations

import re
from collections import Counter
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from certificates import batch_queries, batches
from certificates.batch_judging import Judged, judged
from certificates.batch_models import Exclusion, IssueBatch, Outcome, Scope
from certificates.batch_words import EXCLUSIONS, FAULTS, SCOPES
from certificates.jobs import BATCH
from certificates.permissions import CertificatePermission
from certificates.views.batch_forms import decided, form_for, people_of
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.forms import Form
from lms.core.jobs.asking import later, told
from lms.core.keyset import turn_asked
from lms.core.pages import PAGE_SIZE, page_number, share_words

pages = Blueprint("batches", __name__, url_prefix="/certificates/batches")
share_words(pages, exclusion_words=EXCLUSIONS, name_fault_words=FAULTS, scope_words=SCOPES)
ISSUE = CertificatePermission.ISSUE


@pages.get("/")
@requires(ISSUE)
def overview() -> ResponseReturnValue:
    """The lists made so far, and the way to a new one."""
    page = batch_queries.batches(g.actor, today(), turn_asked())
    return render_template("certificates/batches/overview.html", page=page)


@pages.get("/<any('class','unit','persons'):scope>/form")
@requires(ISSUE)
def batch_form(scope: str) -> ResponseReturnValue:
    """The form for a decision that lists people."""
    return _form_page(Scope(scope), form_for(Scope(scope)))


@pages.post("/<any('class','unit','persons'):scope>")
@requires(ISSUE)
def list_people(scope: str) -> ResponseReturnValue:
    """List the people; nothing is issued yet."""
    which, form = Scope(scope), form_for(Scope(scope))
    if not form.validate():
        return _form_page(which, form), 422
    try:
        person_ids = people_of(which, form)
        batch = batches.found_batch(
            UUID(form.certification.data), int(form.year.data), decided(which, form),
            person_ids, by=g.actor, at=now(),
        )  # fmt: skip
    except Refused as refused:
        return _form_page(which, form, refused.message), 409
    return redirect(url_for("batches.batch", batch_id=batch.id), 303)


@pages.get("/<uuid:batch_id>")
@requires(ISSUE)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Before issuing: who would get one and who not. Afterwards: what came of it."""
    found = batch_queries.get_batch(g.actor, batch_id, today())
    return _batch_page(found) if found.begun_at else _preview_page(found)


@pages.post("/<uuid:batch_id>/choices")
@requires(ISSUE)
def choose(batch_id: UUID) -> ResponseReturnValue:
    """Keep who is ticked of those shown."""
    found = batch_queries.get_batch(g.actor, batch_id, today())
    shown, ticked = _positions("shown"), _positions("ticked")
    try:
        batches.choose(found, shown, ticked)
    except Refused as refused:
        return _preview_page(found, refused.message), 409
    return _same_page(batch_id)


@pages.post("/<uuid:batch_id>/names")
@requires(ISSUE)
def confirm_names(batch_id: UUID) -> ResponseReturnValue:
    """Note that the names shown were checked against the list of the decision."""
    found = batch_queries.get_batch(g.actor, batch_id, today())
    shown = {place: request.form.get(f"name-{place}", "") for place in _positions("shown")}
    batches.confirm_names(found, shown, by=g.actor, at=now())
    return _same_page(batch_id)


@pages.post("/<uuid:batch_id>/issues")
@requires(ISSUE)
def issue(batch_id: UUID) -> ResponseReturnValue:
    """Issue to everybody left on the list, beside the requests; or go on where it stopped."""
    found = batch_queries.get_batch(g.actor, batch_id, today())
    try:
        batches.begin(found, by=g.actor, at=now())
    except Refused as refused:
        return _preview_page(found, refused.message), 409
    later(BATCH, batch_id, by=g.actor, at=now())
    return redirect(url_for("batches.batch", batch_id=batch_id), 303)


def _same_page(batch_id: UUID) -> ResponseReturnValue:
    asked = {name: request.form.get(name) or None for name in ("show", "page")}
    return redirect(url_for("batches.batch", batch_id=batch_id, **asked), 303)  # type: ignore[arg-type]


def _positions(name: str) -> set[int]:
    return {int(text) for text in request.form.getlist(name) if re.fullmatch(r"\d{1,7}", text)}


def _form_page(which: Scope, form: Form, problem: str = "") -> str:
    return render_template(
        "certificates/batches/form.html", which=which, form=form, problem=problem
    )


def _preview_page(found: IssueBatch, problem: str = "") -> str:
    everybody = list(judged(found, now()))
    counts = Counter(one.exclusion for one in everybody)
    show = _asked_exclusion()
    rows = [one for one in everybody if _belongs(one, show)]
    first = (page_number() - 1) * PAGE_SIZE
    return render_template(
        "certificates/batches/preview.html",
        found=found,
        terms=batch_queries.terms_of(found),
        counts=counts,
        total=len(everybody),
        strange=Counter(fault for one in everybody if not one.exclusion for fault in one.faults),
        show=show,
        rows=rows[first : first + PAGE_SIZE],
        page=page_number(),
        more=len(rows) > first + PAGE_SIZE,
        form=Form(),
        problem=problem,
    )


def _asked_exclusion() -> str:
    asked = request.values.get("show", "")
    return asked if asked in {"", "faults", *Exclusion} else ""


def _belongs(one: Judged, show: str) -> bool:
    if show == "faults":
        return one.exclusion is None and bool(one.faults)
    return (one.exclusion or "") == show


def _batch_page(found: IssueBatch) -> str:
    so_far = told(found.id)
    counts = batch_queries.outcomes(found.id)
    waiting = batch_queries.documents_waiting(found.id)
    is_under_way = so_far is not None and not so_far.problem
    return render_template(
        "certificates/batches/batch.html",
        found=found,
        terms=batch_queries.terms_of(found),
        counts=counts,
        total=counts.total(),
        waiting=waiting,
        told=so_far,
        is_under_way=is_under_way,
        is_left=not is_under_way and (found.finished_at is None or waiting > 0),
        parts=batch_queries.print_parts(counts[Outcome.ISSUED]),
        excluded=batch_queries.excluded(found.id, turn_asked()),
        issued=counts[Outcome.ISSUED],
        form=Form(),
    )
