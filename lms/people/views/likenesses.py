"""Pages about entries that may be one person: the list, merging, telling apart, undoing."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing
from lms.core.forms import Form
from lms.core.keyset import Page, turn_asked
from lms.core.pages import share_words
from lms.org.narrowing import narrowed
from lms.people import alike, queries
from lms.people.alike import Pair
from lms.people.models import Person
from lms.people.operations import merging
from lms.people.operations.keeping import Entry
from lms.people.permissions import PeoplePermission
from lms.people.words import LIKENESSES

pages = Blueprint("likenesses", __name__, url_prefix="/people")
share_words(pages, likeness_words=LIKENESSES)


@pages.get("/likenesses")
@requires(PeoplePermission.ROSTER_KEEP)
def likenesses() -> ResponseReturnValue:
    """Entries that may be one person, and why."""
    part = narrowed(g.actor, PeoplePermission.ROSTER_KEEP, today())
    page, total = Page[Pair](()), 0
    if not part.choices:
        page, total = alike.pairs(part.actor, today(), turn_asked())
    return render_template("people/likenesses.html", page=page, total=total, part=part, form=Form())


@pages.post("/merges")
@requires(PeoplePermission.ROSTER_KEEP)
def merge() -> ResponseReturnValue:
    """Say that two entries are one person; the one chosen stays."""
    kept, merged = _person("kept"), _person("merged")
    merging.merge(merged, kept, _entry())
    return redirect(url_for("people.person", person_id=kept.id), 303)


@pages.post("/distinctions")
@requires(PeoplePermission.ROSTER_KEEP)
def tell_apart() -> ResponseReturnValue:
    """Say that two entries are two people; nobody is asked again."""
    merging.tell_apart(_person("kept"), _person("merged"), _entry())
    return redirect(url_for("likenesses.likenesses", unit=request.args.get("unit")), 303)


@pages.post("/merges/<uuid:merge_id>/undoings")
@requires(PeoplePermission.ROSTER_KEEP)
def undo_merge(merge_id: UUID) -> ResponseReturnValue:
    """Undo a merge: both entries stand on their own again."""
    done = alike.get_merge(g.actor, merge_id, today())
    merging.part(done, _entry())
    return redirect(url_for("people.person", person_id=done.kept_id), 303)


def _person(name: str) -> Person:
    """One of the two, when the actor keeps their roster."""
    person_id = request.form.get(name, type=UUID)
    if person_id is None:
        raise Missing
    return queries.get_person(g.actor, PeoplePermission.ROSTER_KEEP, person_id, today())


def _entry() -> Entry:
    return Entry(by=g.actor, at=now(), on=today(), why=request.form.get("why", "")[:300])
