"""Verbs of handouts: give a file with a module, take it away again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import gettext as _

from courses.handout_check import check_handout
from courses.handout_models import Handout, HandoutWithdrawn
from courses.handouts import Given, handouts_of
from courses.models import Module
from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.files import keep_file
from lms.core.once import insert_once

MOST_HANDOUTS = 20  # of a module: more is not read


def attach(
    module: Module, handout_id: UUID, title: str, body: bytes, *, by: Actor, at: datetime
) -> bool:
    """Hand a file out with a module; the same form sent twice counts once. Whether it is new."""
    if db.session.get(Handout, handout_id) is not None:
        return False
    kind = check_handout(body)
    if len(handouts_of(module.id)) >= MOST_HANDOUTS:
        raise Refused(
            _("A module takes at most %(n)s files. Take one away first.", n=MOST_HANDOUTS)
        )
    kept = keep_file(body, by=by, at=at, kinds={kind})
    values = {"module_id": module.id, "file_id": kept.id, "title": title, **entered(by, at)}
    new = insert_once(Handout, id=handout_id, **values)
    if new:
        record("handout.attached", module, by=by, at=at, label=title, sha256=kept.sha256)
    return new


def withdraw(given: Given, *, by: Actor, at: datetime) -> None:
    """Take a handout away; again is harmless."""
    if insert_once(HandoutWithdrawn, handout_id=given.handout.id, **entered(by, at)):
        record("handout.withdrawn", given.handout, by=by, at=at, label=given.handout.title)
