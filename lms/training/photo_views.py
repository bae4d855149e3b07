"""Pages of the photographs of a class: send one in, look them through, download one."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.files import send
from lms.core.web import takes_file
from lms.training import photos, queries
from lms.training.hall_forms import PhotoForm
from lms.training.models import TrainingClass
from lms.training.permissions import TrainingPermission

pages = Blueprint("photos", __name__, url_prefix="/training/classes/<uuid:class_id>")


@pages.get("/photos")
@requires(TrainingPermission.READ)
def photographs(class_id: UUID) -> ResponseReturnValue:
    """The photographs of a class, each with its time and SHA-256."""
    return _page(queries.get_class(g.actor, class_id), PhotoForm())


@pages.post("/photos")
@requires(TrainingPermission.RECORD)
@takes_file
def keep(class_id: UUID) -> ResponseReturnValue:
    """Keep a photograph. The same one sent twice is kept once."""
    held = queries.get_class(g.actor, class_id, TrainingPermission.RECORD)
    form = PhotoForm()
    if not form.validate():
        return _page(held, form), 422
    try:
        new = photos.keep_photo(
            held, form.photo.body(), form.caption.data or "", by=g.actor, at=now()
        )
    except Refused as refused:
        return _page(held, form, refused.message), 409
    return redirect(url_for("photos.photographs", class_id=class_id, new=int(new)), 303)


@pages.get("/photos/<uuid:photo_id>")
@requires(TrainingPermission.READ)
def photograph(class_id: UUID, photo_id: UUID) -> Response:
    """One photograph as a download. Faces and signatures are personal data: it is logged."""
    held = queries.get_class(g.actor, class_id)
    found = photos.get_photo(class_id, photo_id)
    record("photo.downloaded", held, by=g.actor, at=now(), label=held.title)
    return send(found.file, f"anh-lop-{held.held_on:%Y%m%d}-{found.file.sha256[:8]}")


def _page(held: TrainingClass, form: PhotoForm, problem: str = "") -> str:
    return render_template(
        "training/photos.html",
        held=held,
        photos=photos.photos_of(held.id),
        signing=queries.signing_of(held.id),
        may_send=held.held_on <= today() and g.actor.may(TrainingPermission.RECORD),
        form=form,
        problem=problem,
        new=request.args.get("new", type=int),
    )
