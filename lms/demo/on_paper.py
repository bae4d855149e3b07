"""One class of the demo whose register came from paper: printed, keyed, confirmed by another."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from lms.core.access import Actor
from lms.core.clock import local_day
from lms.core.db import db
from lms.demo.roster import DemoCommune
from lms.training import keying, sheets
from lms.training import operations as training
from lms.training.keying import Keyed
from lms.training.models import Organiser, TrainingClass
from lms.training.operations import Hall, Part
from lms.training.queries import venues_of

TITLE = "Sử dụng trợ lý ảo và phản ánh hiện trường"
DAYS_AGO = 24
SIGNED = 0.7  # the share of those expected who signed


def keep_on_paper(
    commune: DemoCommune,
    spared: set[UUID],
    keyer: Actor,
    second: Actor,
    at: datetime,
    chance: Random,
) -> None:
    """Hold the class; all pages are confirmed but the last with names, which waits for somebody.

    `spared` are people who must stay untrained, for the demo accounts show what they still owe.
    """
    held = _plan(commune, keyer, at)
    (hall,) = venues_of(held.id)
    pages, _new = sheets.print_sheets(held, hall, by=keyer, at=at)
    named = [page for page in pages if page.person_ids]
    for page in named:
        rows = frozenset(
            row
            for row, one in enumerate(page.person_ids, page.first)
            if UUID(one) not in spared and chance.random() < SIGNED
        )
        keyed = Keyed(rows, len(rows))
        keying.key(page, held, keyed, by=keyer, at=at)
        if page is not named[-1]:
            keying.key_again(page, held, keyed, by=second, at=at)


def _plan(commune: DemoCommune, by: Actor, at: datetime) -> TrainingClass:
    held = training.plan_class(
        TITLE,
        commune.unit.id,
        held_on=local_day(at) - timedelta(days=DAYS_AGO),
        hours=3,
        organiser=Organiser.COMMUNE,
        place=f"Hội trường UBND {commune.title}",
        begins=time(8),
    )
    db.session.flush()
    parts = [Part("Trợ lý ảo hướng dẫn thủ tục", "M6", 90), Part("Phản ánh hiện trường", "M5", 60)]
    halls = [Hall(commune.unit.id, held.place, 200)]
    training.equip_class(held, halls, parts, (), by=by, at=at)
    return held
