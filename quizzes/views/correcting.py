"""Pages of corrected keys: propose one, see whom it changes, decide."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.jobs.asking import later, told
from lms.core.pages import share_words
from quizzes import correction_queries
from quizzes.correction_forms import ApprovalForm, ProposalForm, RefusalForm
from quizzes.correction_people import changed
from quizzes.items import KINDS
from quizzes.items.fill_blank import gaps
from quizzes.items.true_false import words
from quizzes.jobs import CORRECTION
from quizzes.models import ItemVersion
from quizzes.operations import correcting, regrading
from quizzes.permissions import QuizPermission
from quizzes.regrade_models import KeyCorrection
from quizzes.rules.correcting import key_of
from quizzes.statistics_words import OUTCOMES

pages = Blueprint("corrections", __name__, url_prefix="/quizzes/corrections")
share_words(pages, outcome_words=OUTCOMES)


@pages.get("/")
@requires(QuizPermission.STATISTICS)
def corrections() -> ResponseReturnValue:
    """Every correction, those to be decided first."""
    return render_template(
        "quizzes/corrections/corrections.html", corrections=correction_queries.corrections()
    )


@pages.get("/versions/<uuid:version_id>/form")
@requires(QuizPermission.CORRECT_KEY)
def proposal_form(version_id: UUID) -> ResponseReturnValue:
    """Choose the right key, and say why."""
    version = correction_queries.get_version(version_id)
    return _form_page(version, ProposalForm(explanation=version.explanation))


@pages.post("/versions/<uuid:version_id>")
@requires(QuizPermission.CORRECT_KEY)
def propose(version_id: UUID) -> ResponseReturnValue:
    """Keep the proposal; it changes nothing before somebody else approves it."""
    version, form = correction_queries.get_version(version_id), ProposalForm()
    key = key_of(request.form, version.wording)
    if not form.validate() or key is None:
        problem = str(KINDS[version.kind].ASK) if key is None else ""
        return _form_page(version, form, problem), 422
    try:
        correction = correcting.propose(
            version,
            key,
            explanation=form.explanation.data or "",
            reason=form.reason.data or "",
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        return _form_page(version, form, refused.message), 409
    return redirect(url_for("corrections.correction", correction_id=correction.id), 303)


@pages.get("/<uuid:correction_id>")
@requires(QuizPermission.STATISTICS)
def correction(correction_id: UUID) -> ResponseReturnValue:
    """A correction: before the decision whom it would change, afterwards whom it changed."""
    return _correction_page(correction_queries.get_correction(correction_id))


@pages.post("/<uuid:correction_id>/approval")
@requires(QuizPermission.APPROVE_KEY)
def approve(correction_id: UUID) -> ResponseReturnValue:
    """Let the corrected key count, beside the requests; the next page shows how far it is."""
    found, form = correction_queries.get_correction(correction_id), ApprovalForm()
    if not form.validate():
        return _correction_page(found, approval=form), 422
    try:
        if found.decision is None:
            correcting.check_decision(found, by=g.actor)
    except Refused as refused:
        return _correction_page(found, problem=refused.message), 409
    later(CORRECTION, correction_id, by=g.actor, at=now(), note=form.note.data or "")
    return redirect(url_for("corrections.correction", correction_id=correction_id), 303)


@pages.post("/<uuid:correction_id>/refusal")
@requires(QuizPermission.APPROVE_KEY)
def turn_down(correction_id: UUID) -> ResponseReturnValue:
    """Leave the key as it was."""
    found, form = correction_queries.get_correction(correction_id), RefusalForm()
    if not form.validate():
        return _correction_page(found, refusal=form), 422
    try:
        correcting.turn_down(found, note=form.note.data or "", by=g.actor, at=now())
    except Refused as refused:
        return _correction_page(found, problem=refused.message), 409
    return redirect(url_for("corrections.correction", correction_id=correction_id), 303)


def _form_page(version: ItemVersion, form: ProposalForm, problem: str = "") -> str:
    kind, wording = KINDS[version.kind], version.wording
    return render_template(
        "quizzes/corrections/form.html",
        version=version,
        wording=wording,
        kind=kind,
        form=form,
        typed=request.form,
        words=words(wording),
        places=gaps(version.stem) if version.kind == "fill_blank" else len(version.options),
        problem=problem,
    )


def _correction_page(
    found: KeyCorrection,
    *,
    approval: ApprovalForm | None = None,
    refusal: RefusalForm | None = None,
    problem: str = "",
) -> str:
    so_far = told(found.id)
    is_under_way = so_far is not None and not so_far.problem
    changes = []
    if found.decision is None:
        changes = [change for some in regrading.compare(found) for change in some]
    elif found.decision.approved:
        changes = correction_queries.changes_made(found)
    return render_template(
        "quizzes/corrections/correction.html",
        found=found,
        kind=KINDS[found.wrong.kind],
        changed=changed(changes, actor=g.actor, day=today()),
        total=len(changes),
        told=so_far,
        is_under_way=is_under_way,
        is_left=not is_under_way and _is_left(found, len(changes)),
        is_own=found.by_id == g.actor.id,
        approval=approval or ApprovalForm(),
        refusal=refusal or RefusalForm(),
        problem=problem,
    )


def _is_left(found: KeyCorrection, done: int) -> bool:
    """Whether tests still wait; looked at closely only when fewer were done than were counted."""
    decision = found.decision
    return decision is not None and done < decision.changed and regrading.left(found)
