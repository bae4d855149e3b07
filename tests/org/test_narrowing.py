from uuid import UUID, uuid4

import pytest
from flask import Flask

from lms.core.access import Actor, Grant
from lms.core.clock import today
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.keyset import FIRST
from lms.org.models import Level, Placement
from lms.org.narrowing import Narrowed, narrowed
from lms.org.operations import found_unit
from lms.people.permissions import PeoplePermission
from lms.people.register import Sought, everybody, how_many, people
from lms.roles import ROLES
from tests.cast import BEFORE, Cast

READ = PeoplePermission.ROSTER_READ


def of_the_nation(cast: Cast) -> Actor:
    """An auditor of the nation, in which lie the province of the cast and an empty one."""
    nation = found_unit(Level.NATION, "Cả", "nước", since=BEFORE)
    found_unit(Level.PROVINCE, "Tỉnh", "An Giang", since=BEFORE, parent=nation, code="91")
    province = cast.units["province"]
    db.session.add(Placement(unit_id=province, parent_id=nation.id, since=BEFORE))
    db.session.flush()
    grant = Grant("auditor", ROLES["auditor"], nation.id, everywhere=True)
    return Actor(None, "Kiểm toán", (grant,))


def asked(app: Flask, actor: Actor, unit: UUID | None = None) -> Narrowed:
    with app.test_request_context(f"/?unit={unit}" if unit else "/"):
        return narrowed(actor, READ, today())


def test_who_looks_at_the_nation_picks_a_province(app: Flask, cast: Cast) -> None:
    actor, province = of_the_nation(cast), cast.units["province"]
    part = asked(app, actor)
    assert [one.name for one in part.choices] == ["Lạng Sơn", "An Giang"]  # 20, 91
    part = asked(app, actor, province)
    assert (list(part.choices), part.asked_unit) == ([], province)
    reach = part.actor.reach(READ)
    assert (reach.unit_ids, reach.everywhere) == ({province}, False)


def test_a_unit_outside_is_not_there(app: Flask, cast: Cast) -> None:
    with pytest.raises(Missing):
        asked(app, of_the_nation(cast), uuid4())
    commune = Actor(None, "Xã", (Grant("commune", ROLES["commune"], cast.units["na-sam"]),))
    with pytest.raises(Missing):
        asked(app, commune, cast.units["province"])
    assert asked(app, commune).actor == commune  # there is nothing to pick


def test_the_nation_sees_everybody_a_province_sees(app: Flask, cast: Cast) -> None:
    actor = of_the_nation(cast)
    part = asked(app, actor, cast.units["province"])
    whole, inside = (Sought(one, today(), today()) for one in (actor, part.actor))
    assert people(whole, FIRST).rows == people(inside, FIRST).rows
    rows = [row for some in everybody(whole) for row in some]
    assert how_many(whole).number == how_many(inside, whole=True).number == len(rows) > 0
