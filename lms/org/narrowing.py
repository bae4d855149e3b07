"""The part of a reach that a page is about: who looks at several provinces picks one first.

Such a page goes through everybody it is about, which a province bears and a nation does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from flask import request

from lms.core.access import Actor
from lms.core.errors import Missing
from lms.org.models import Level
from lms.org.queries import NamedUnit, get_unit, is_within, units_of


@dataclass(frozen=True)
class Narrowed:
    """Who looks, kept to the unit that was picked; `choices`: a province is still to be picked."""

    actor: Actor
    unit: NamedUnit | None = None
    choices: Sequence[NamedUnit] = ()

    @property
    def asked_unit(self) -> UUID | None:
        """The unit for links; None when the whole reach is meant."""
        return self.unit.id if self.unit else None


def narrowed(actor: Actor, permission: str, day: date) -> Narrowed:
    """The reach of a permission kept to `?unit=`. Raises Missing for a unit outside of it."""
    reach, unit_id = actor.reach(permission), request.args.get("unit", type=UUID)
    if unit_id is None and request.args.get("unit"):
        raise Missing
    if unit_id is not None and reach.unit_ids:
        if not is_within(unit_id, reach.unit_ids, day):
            raise Missing
        unit = get_unit(unit_id, day)
        if unit.level is not Level.NATION:
            return Narrowed(_below(actor, unit_id), unit)
    if not reach.everywhere:
        return Narrowed(actor)
    return Narrowed(actor, choices=units_of(Level.PROVINCE, day))


def _below(actor: Actor, unit_id: UUID) -> Actor:
    """The same person with all they may do, but only below a unit."""
    grants = [
        replace(one, unit_id=unit_id, everywhere=False) if one.unit_id else one
        for one in actor.grants
    ]
    return replace(actor, grants=tuple(grants))
