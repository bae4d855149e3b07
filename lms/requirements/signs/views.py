"""Pages of the signs: the list, one sign with its evidence, what was found, the file."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import tables
from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.pages import PAGE_SIZE, page_number
from lms.org.narrowing import Narrowed, narrowed
from lms.org.queries import NamedUnit, communes_below
from lms.requirements import duties
from lms.requirements.permissions import SignPermission
from lms.requirements.signs import operations, queries
from lms.requirements.signs.evidence.answers import same_mistakes
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.forms import SignReviewForm
from lms.requirements.signs.models import Finding
from lms.requirements.signs.queries import Show, SignRow
from lms.requirements.signs.reports import fair_words, signs_report
from lms.requirements.signs.rules.sign import Kind
from lms.requirements.signs.words import ABOUT, FINDINGS, SHOWS, helped, names, sentence

pages = Blueprint("signs", __name__, url_prefix="/requirements/<int:year>")


@dataclass(frozen=True)
class Asked:
    """What a list of signs is about, read from its address."""

    field: Field
    part: Narrowed
    communes: list[NamedUnit]
    unit: NamedUnit | None
    kind: Kind | None
    show: Show

    def wanted(self, row: SignRow) -> bool:
        """Whether a sign stands in this list."""
        return self.kind in {None, row.sign.kind} and self.show in {Show.ALL, row.show}


@pages.get("/signs")
@requires(SignPermission.READ)
def signs(year: int) -> ResponseReturnValue:
    """What stands out in a year, by kind, the newest first."""
    asked = _asked(year)
    every = [] if asked.part.choices else queries.signs(asked.field)
    rows = [row for row in every if asked.wanted(row)]
    number = page_number()
    shown = rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return render_template(
        "signs/signs.html",
        asked=asked,
        year=asked.field.year,
        counts={
            kind: sum(r.sign.kind is kind and asked.show in {Show.ALL, r.show} for r in every)
            for kind in Kind
        },
        rows=shown,
        total=len(rows),
        page=number,
        more=len(rows) > number * PAGE_SIZE,
        people=queries.people_of(asked.field, (row.sign for row in shown)),
        shows=SHOWS,
        names=names,
        **_words(),
    )


@pages.get("/signs.<string:ending>")
@requires(SignPermission.READ)
def signs_file(year: int, ending: str) -> Response:
    """The same list as a file. Every download is logged by name."""
    if ending not in tables.SHEETS:
        raise Missing
    asked = _asked(year)
    if asked.part.choices:
        raise Missing
    rows = [row for row in queries.signs(asked.field) if asked.wanted(row)]
    report = signs_report(
        rows,
        queries.people_of(asked.field, (row.sign for row in rows)),
        year=asked.field.year,
        scope=asked.unit.title if asked.unit else _("All communes"),
        made_on=today(),
        agency=current_app.config["ORGANISATION"],
    )
    record("signs.exported", asked.field.year, by=g.actor, at=now(), rows=len(rows), file=ending)
    write, kind = tables.SHEETS[ending]
    return tables.download(write(report), kind, f"dau-hieu-{year}-{today():%Y%m%d}.{ending}")


@pages.get("/signs/<string:fingerprint>")
@requires(SignPermission.READ)
def sign(year: int, fingerprint: str) -> ResponseReturnValue:
    """One sign: the facts, the evidence, what people found."""
    field, _part = _field(year)
    return _sign_page(field, queries.get_sign(field, fingerprint), SignReviewForm())


@pages.post("/signs/<string:fingerprint>/looks")
@requires(SignPermission.REVIEW)
def review(year: int, fingerprint: str) -> ResponseReturnValue:
    """Note what was found."""
    field, _part = _field(year)
    row, form = queries.get_sign(field, fingerprint), SignReviewForm()
    if not form.validate():
        return _sign_page(field, row, form), 422
    try:
        finding, reason = Finding(form.finding.data), form.reason.data or ""
        operations.review(field.year, row.sign, finding, reason, by=g.actor, at=now())
    except Refused as refused:
        return _sign_page(field, row, form, refused.message), 409
    return redirect(url_for("signs.sign", year=year, fingerprint=fingerprint), 303)


def _field(year: int) -> tuple[Field, Narrowed]:
    """Where one looks, kept to `?unit=`; and what of the reach that is."""
    row = duties.get_year(year)
    day = duties.counted_on(row, today())
    part = narrowed(g.actor, SignPermission.READ, day)
    return Field(g.actor, row, day, part.asked_unit), part


def _asked(year: int) -> Asked:
    field, part = _field(year)
    roots = g.actor.reach(SignPermission.READ)
    if roots.everywhere:  # communes to choose among are those of the province
        roots = part.actor.reach(SignPermission.READ)
    kind, show = request.args.get("kind", ""), request.args.get("show", "")
    return Asked(
        field,
        part,
        [] if part.choices else communes_below(roots.unit_ids, field.day),
        part.unit,
        Kind(kind) if kind in set(Kind) else None,
        Show(show) if show in set(Show) else Show.OPEN,
    )


def _sign_page(field: Field, row: SignRow, form: SignReviewForm, problem: str = "") -> str:
    own = {trace.subject_id for trace in row.sign.traces}
    mistakes = same_mistakes(own) if row.sign.kind is Kind.SAME_ANSWERS else ()
    return render_template(
        "signs/sign.html",
        year=field.year,
        row=row,
        people=queries.people_of(field, [row.sign]),
        titles=queries.titles_of(row.sign),
        sharers=queries.sharers(row.sign) if row.sign.kind is Kind.ONE_DEVICE else 0,
        mistakes=mistakes,
        form=form,
        problem=problem,
        findings=FINDINGS,
        **_words(),
    )


def _words() -> dict[str, object]:
    return {"about": ABOUT, "sentence": sentence, "helped": helped, "fair": fair_words()}
