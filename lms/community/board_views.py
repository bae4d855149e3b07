"""Pages of the board “Cách làm hay”: read, share, and find useful."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as AnyResponse

from courses.models import Topic
from lms.community import board_queries, moderating, queries, sharing, words
from lms.community.board_queries import Shared
from lms.community.forms import PracticeForm
from lms.community.operations import Text
from lms.community.permissions import CommunityPermission
from lms.community.rules import PostingState
from lms.community.sharing import Particulars, Photo
from lms.core.access import requires
from lms.core.clock import now, today
from lms.core.errors import Missing, Refused
from lms.core.files import body_of
from lms.core.forms import Form
from lms.core.keyset import FIRST, turn_asked
from lms.core.pictures import made_small
from lms.core.web import takes_file
from quizzes.item_media import file_of, token_of

pages = Blueprint("board", __name__, url_prefix="/community")


@pages.get("/practices")
@requires(CommunityPermission.READ)
def practices() -> ResponseReturnValue:
    """The board: the newest first, by topic, searched; above it one's own and what waits."""
    wanted, turn, topic = request.args.get("q", "")[:80], turn_asked(), _topic()
    page = board_queries.on_board(topic, wanted, turn)
    moderates = g.actor.may(CommunityPermission.MODERATE)
    plain = not wanted and topic is None and turn == FIRST
    own = board_queries.own_practices(g.actor) if plain else []
    return render_template(
        "community/board.html",
        page=page,
        wanted=wanted,
        topic=topic,
        own=own,
        waiting=board_queries.waiting_practices() if plain and moderates else [],
        reported=board_queries.reported_practices() if plain and moderates else [],
        hidden=board_queries.hidden_practices() if plain and moderates else [],
        reasons=queries.reasons_of([one.posting.id for one in own]),
    )


@pages.get("/practices/form")
@requires(CommunityPermission.WRITE)
def practice_form() -> ResponseReturnValue:
    """Share a good practice; `?again=` fills in one that came back."""
    form = PracticeForm()
    form.offer(today())
    if old := _sent_back():
        _fill(form, old)
    return _form_page(form)


@pages.post("/practices")
@requires(CommunityPermission.WRITE)
@takes_file
def share() -> ResponseReturnValue:
    """Send a good practice in. Photographs already read stay when something else is mended."""
    form = PracticeForm()
    form.offer(today())
    _keep_photos(form)
    if not form.validate():
        return _form_page(form), 422
    old = _sent_back()
    about = Particulars(*form.particulars(), replaces=old.posting if old else None)
    text = Text(form.text.data or "", form.request_id(), form.title.data or "")
    try:
        posting_id = sharing.share(text, about, _photos(form), by=g.actor, at=now())
    except Refused as refused:
        return _form_page(form, refused.message), 409
    return redirect(url_for("board.practice", posting_id=posting_id), 303)


@pages.get("/practices/<uuid:posting_id>")
@requires(CommunityPermission.READ)
def practice(posting_id: UUID) -> ResponseReturnValue:
    """One good practice with its photographs."""
    found = board_queries.get_practice(g.actor, posting_id)
    own = queries.is_own(g.actor, found.posting)
    return render_template(
        "community/practice.html",
        one=found,
        photos=board_queries.photos_of(posting_id),
        own=own,
        is_useful_to_me=board_queries.finds_useful(g.actor, posting_id),
        may_thank=not own
        and g.actor.may(CommunityPermission.WRITE)
        and found.posting.state is PostingState.SHOWN,
        reasons=queries.reasons_of([posting_id]),
        chat=words.practice_chat(found.posting, url_for("board.practice", posting_id=posting_id)),
        form=Form(),
    )


@pages.post("/practices/<uuid:posting_id>/usefulness")
@requires(CommunityPermission.WRITE)
def find_useful(posting_id: UUID) -> ResponseReturnValue:
    """Say that it is useful; once a person."""
    found = board_queries.get_practice(g.actor, posting_id)
    moderating.find_useful(found.posting, by=g.actor, at=now())
    return redirect(url_for("board.practice", posting_id=posting_id, _anchor="useful"), 303)


@pages.get("/photos/<uuid:photo_id>")
@requires(CommunityPermission.READ)
def photo(photo_id: UUID) -> AnyResponse:
    """A photograph, only for whoever may read its practice."""
    return _sent(photo_id, small=False)


@pages.get("/photos/<uuid:photo_id>/small")
@requires(CommunityPermission.READ)
def small_photo(photo_id: UUID) -> AnyResponse:
    """The same, small, for lists."""
    return _sent(photo_id, small=True)


def _sent(photo_id: UUID, *, small: bool) -> AnyResponse:
    """It never changes, so the phone may keep it for a day; signing out clears it."""
    kept = board_queries.get_photo(g.actor, photo_id, small=small)
    response = Response(body_of(kept), mimetype=kept.kind)
    response.set_etag(kept.sha256)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response.make_conditional(request)


def _topic() -> Topic | None:
    try:
        return Topic(request.args.get("topic", ""))
    except ValueError:
        return None


def _sent_back() -> Shared | None:
    """The practice that came back to the actor and is sent again."""
    try:
        again = UUID(request.values.get("again", ""))
    except ValueError:
        return None
    found = board_queries.get_practice(g.actor, again)
    if not queries.is_own(g.actor, found.posting):
        raise Missing
    return found


def _fill(form: PracticeForm, old: Shared) -> None:
    form.title.data, form.text.data = old.posting.title, old.posting.text
    form.topic.data, form.households.data = old.practice.topic.value, old.practice.households
    form.month.data = f"{old.practice.month:%Y-%m}" if old.practice.month else ""
    fields = form.photo_fields()
    for row, (_photo, kept, _drop, words_) in zip(
        board_queries.photos_of(old.posting.id), fields, strict=False
    ):
        kept.data, words_.data = token_of(row.file_id), row.words


def _keep_photos(form: PracticeForm) -> None:
    """Keep each photograph that came; one that cannot be read is refused at its place."""
    for photo, kept, _drop, _words in form.photo_fields():
        if file_of(kept.data or "") is None:
            kept.data = ""
        if not (body := photo.body()):
            continue
        try:
            picture = made_small(body)
        except Refused as refused:
            photo.process_errors = [refused.message]
            continue
        kept.data = token_of(sharing.keep_picture(picture, by=g.actor, at=now()).id)


def _photos(form: PracticeForm) -> list[Photo]:
    named = (
        (file_of(kept.data or ""), drop.data, words_.data or "")
        for _photo, kept, drop, words_ in form.photo_fields()
    )
    return [Photo(file_id, text) for file_id, dropped, text in named if file_id and not dropped]


def _form_page(form: PracticeForm, problem: str = "") -> str:
    return render_template(
        "community/practice_form.html",
        form=form,
        problem=problem,
        again=request.values.get("again", ""),
    )
