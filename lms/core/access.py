"""Who may open which page: the actor, `@requires`, `@public`. No third way to make a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import g

from lms.core.errors import Missing, SignInNeeded

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Grant:
    """What a role lets somebody do, and where: below a unit, in one team, or only for oneself.

    `everywhere`: the unit is the one above all others, so nothing lies outside.
    """

    role: str
    permissions: frozenset[str]
    unit_id: UUID | None = None
    team_id: UUID | None = None
    everywhere: bool = False


@dataclass(frozen=True)
class Reach:
    """Where a permission holds: everything below these units, and these teams."""

    unit_ids: frozenset[UUID]
    team_ids: frozenset[UUID]
    everywhere: bool = False

    def __bool__(self) -> bool:
        return bool(self.unit_ids or self.team_ids)


@dataclass(frozen=True)
class Actor:
    """Whoever acts: a plain value from the ground, so that core never knows what a person is."""

    id: UUID | None
    name: str
    grants: tuple[Grant, ...] = ()

    def may(self, permission: str) -> bool:
        """Whether any grant holds the permission, anywhere."""
        return any(permission in grant.permissions for grant in self.grants)

    def reach(self, permission: str) -> Reach:
        """Where the permission holds."""
        held = [grant for grant in self.grants if permission in grant.permissions]
        return Reach(
            frozenset(grant.unit_id for grant in held if grant.unit_id),
            frozenset(grant.team_id for grant in held if grant.team_id),
            any(grant.everywhere for grant in held),
        )

    @property
    def person_id(self) -> UUID:
        """The id of the person acting. The system has none and never asks."""
        if self.id is None:
            raise Missing
        return self.id


SYSTEM = Actor(id=None, name="system")


def current_actor() -> Actor | None:
    """Whoever is signed in on this request."""
    return cast("Actor | None", g.get("actor"))


def requires(permission: str) -> Callable[[View], View]:
    """Open the page only to actors with the permission; others are told it is not there."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            actor = current_actor()
            if actor is None:
                raise SignInNeeded
            if not actor.may(permission):
                raise Missing
            return view(*args, **values)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast("View", guarded)

    return decorate


def public(view: View) -> View:
    """Open the page to everybody."""
    view.permission = None  # type: ignore[attr-defined]
    return view
