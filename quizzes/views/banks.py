"""Pages of item banks: which there are, and what is in one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now
from lms.core.errors import Refused
from lms.core.pages import PAGE_SIZE, page_number, share_words
from quizzes import bank_queries
from quizzes.authoring_forms import BankForm
from quizzes.bank_queries import ItemRow, Sought
from quizzes.item_words import ITEM_LANGUAGES, LEVELS, USES
from quizzes.items import KINDS
from quizzes.operations import authoring
from quizzes.permissions import QuizPermission
from quizzes.rules import warnings

pages = Blueprint("banks", __name__, url_prefix="/quizzes/banks")
share_words(pages, level_words=LEVELS, use_words=USES, item_kinds=KINDS)


@pages.get("/")
@requires(QuizPermission.READ_KEYS)
def banks() -> ResponseReturnValue:
    """Every bank with its counts."""
    return render_template("quizzes/banks/banks.html", rows=bank_queries.banks())


@pages.get("/form")
@requires(QuizPermission.WRITE)
def bank_form() -> ResponseReturnValue:
    """The form for a new bank."""
    return _form_page(BankForm())


@pages.post("/")
@requires(QuizPermission.WRITE)
def open_bank() -> ResponseReturnValue:
    """Open a bank."""
    form = BankForm()
    if not form.validate():
        return _form_page(form), 422
    typed = form.data
    try:
        bank = authoring.new_bank(typed["code"], typed["title"], by=g.actor, at=now())
    except Refused as refused:
        return _form_page(form, refused.message), 409
    return redirect(url_for("banks.bank", bank_id=bank.id), 303)


@pages.get("/<uuid:bank_id>")
@requires(QuizPermission.READ_KEYS)
def bank(bank_id: UUID) -> ResponseReturnValue:
    """The items of a bank, as they are looked for."""
    found, sought, page = bank_queries.get_bank(bank_id), _sought(), page_number()
    rows = bank_queries.items_of([bank_id])[bank_id]
    fitting = [row for row in rows if sought.finds(row)]
    first = (page - 1) * PAGE_SIZE
    return render_template(
        "quizzes/banks/bank.html",
        bank=found,
        rows=fitting[first : first + PAGE_SIZE],
        fitting=len(fitting),
        count=len(rows),
        page=page,
        more=len(fitting) > first + PAGE_SIZE,
        sought=sought,
        **_offered(rows),
        quizzes=bank_queries.quizzes_of_bank(bank_id),
        warned_items=sum(bool(row.warned) for row in rows),
        bank_warned=warnings.of_bank([row.version.wording for row in rows]),
    )


def _offered(rows: Sequence[ItemRow]) -> dict[str, list[tuple[str, object]]]:
    """What the lists of the search offer: only what is there, and languages if there are two."""
    kinds = {row.version.kind for row in rows}
    spoken = {row.version.language for row in rows}
    languages = [(code, words) for code, words in ITEM_LANGUAGES.items() if code in spoken]
    return {
        "kinds_there": [(name, kind.TITLE) for name, kind in KINDS.items() if name in kinds],
        "tags": [(tag, tag) for tag in bank_queries.tags_of(rows)],
        "languages_there": languages if len(languages) > 1 else [],
    }


def _sought() -> Sought:
    asked = request.args
    return Sought(
        words=asked.get("q", "")[:80],
        kind=asked.get("kind", ""),
        tag=asked.get("tag", ""),
        level=asked.get("level", ""),
        language=asked.get("language", ""),
        warned=asked.get("warned", "") == "1",
    )


def _form_page(form: BankForm, problem: str = "") -> str:
    return render_template("quizzes/banks/form.html", form=form, problem=problem)
