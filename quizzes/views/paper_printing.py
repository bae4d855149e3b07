"""Pages of quizzes on paper: what waits, making a pile, its papers and its key to print."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import codes, tables
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.forms import options
from lms.core.keyset import turn_asked
from lms.core.pages import share_words
from quizzes import paper_document, queries
from quizzes import paper_queries as questions
from quizzes.operations import printing
from quizzes.paper_forms import BatchForm
from quizzes.paper_words import STAGES, WAYS
from quizzes.permissions import QuizPermission

pages = Blueprint("paper_printing", __name__, url_prefix="/quizzes")
share_words(pages, paper_stage_words=STAGES, quiz_way_words=WAYS)
pages.add_app_template_filter(codes.shown_code, "paper_code")


@pages.get("/papers")
@requires(QuizPermission.KEY_PAPER)
def overview() -> ResponseReturnValue:
    """Find a paper by its code; what waits for a second person; the piles printed."""
    typed = request.args.get("code", "")[:40]
    if not typed:
        return _overview_page("", "")
    code = codes.typed_code(typed)
    try:
        found = questions.get_paper(g.actor, code, today())
    except Missing:
        problem = (
            _("No paper with this code is open to you. Compare it with the paper once more.")
            if codes.is_well_typed(code)
            else _("This code has a wrong letter. It has eight, such as 7KQ2-M9XD.")
        )
        return _overview_page(typed, problem), 404
    return redirect(url_for("paper_keying.paper", code=found.code), 303)


@pages.get("/paper-batches/form")
@requires(QuizPermission.PRINT)
def batch_form() -> ResponseReturnValue:
    """The form for a pile of papers."""
    return render_template("quizzes/papers/batch_form.html", form=_offer(BatchForm()))


@pages.post("/paper-batches")
@requires(QuizPermission.PRINT)
def print_papers() -> ResponseReturnValue:
    """Draw the papers of a pile."""
    form = _offer(BatchForm())
    if not form.validate():
        return render_template("quizzes/papers/batch_form.html", form=form), 422
    typed = form.data
    try:
        made = printing.print_papers(
            queries.get_quiz_version(UUID(typed["quiz"])),
            batch_id=form.batch(),
            occasion=typed["occasion"],
            unit_id=UUID(typed["unit"]),
            copies=typed["copies"],
            by=g.actor,
            at=now(),
        )
    except Refused as refused:
        page = render_template("quizzes/papers/batch_form.html", form=form, problem=refused.message)
        return page, 409
    return redirect(url_for("paper_printing.batch", batch_id=made.id, made=1), 303)


@pages.get("/paper-batches/<uuid:batch_id>")
@requires(QuizPermission.KEY_PAPER)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """A pile: its files to print, and how far each paper is."""
    found = questions.get_batch(g.actor, QuizPermission.KEY_PAPER, batch_id, today())
    return render_template(
        "quizzes/papers/batch.html",
        batch=found,
        unit=questions.unit_titles([found.unit_id], today()).get(found.unit_id, ""),
        states=questions.states_of(questions.papers_of(batch_id)),
        parts=paper_document.parts(found.copies),
        made="made" in request.args,
    )


@pages.get("/paper-batches/<uuid:batch_id>/papers-<int:part>.pdf")
@requires(QuizPermission.PRINT)
def papers(batch_id: UUID, part: int) -> Response:
    """Some papers of a pile, to print."""
    found = questions.get_batch(g.actor, QuizPermission.PRINT, batch_id, today())
    spans = paper_document.parts(found.copies)
    if not 1 <= part <= len(spans):
        raise Missing
    span = spans[part - 1]
    some = questions.papers_of(batch_id)[span.start - 1 : span.stop - 1]
    body = paper_document.papers_pdf(
        found,
        some,
        address=current_app.config["PUBLIC_URL"],
        both_sides=request.args.get("sides") == "2",
    )
    return tables.download(body, "application/pdf", f"bai-kiem-tra-{some[0].code}.pdf")


@pages.get("/paper-batches/<uuid:batch_id>/key.pdf")
@requires(QuizPermission.KEY_PAPER)
def key(batch_id: UUID) -> Response:
    """The right answers of each paper of a pile; taking them is noted."""
    found = questions.get_batch(g.actor, QuizPermission.KEY_PAPER, batch_id, today())
    printing.take_key(found, by=g.actor, at=now())
    all_of_it = questions.papers_of(batch_id)
    body = paper_document.key_pdf(found, all_of_it)
    return tables.download(body, "application/pdf", f"dap-an-{all_of_it[0].code}.pdf")


def _offer(form: BatchForm) -> BatchForm:
    """Fill in what may be chosen: released quizzes, the actor's own units and communes below."""
    form.quiz.choices = options({str(one.id): one.quiz.title for one in questions.printable()})
    form.unit.choices = options(questions.units_to_print_for(g.actor, today()))
    return form


def _overview_page(typed: str, problem: str) -> str:
    waiting, total = questions.waiting(g.actor, today())
    return render_template(
        "quizzes/papers/overview.html",
        typed=typed,
        problem=problem,
        page=questions.batches(g.actor, today(), turn_asked()),
        waiting=waiting,
        total=total,
    )
