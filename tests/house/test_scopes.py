"""Every route × every role × inside and outside the role's scope. No route escapes this table."""

from collections.abc import Callable, Iterator
from uuid import UUID, uuid4

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lms.core.access import Actor
from lms.core.clock import today
from lms.people.signin import actor_of
from lms.roles import ROLES
from tests.cast import Cast
from tests.conftest import ONE_DATABASE, Visitor

WHO = ("lan", "hung", "minh", "hoa", "tung", "quantri")
# What stands for each part of an address: inside the scope of hoa and hung, and outside of it.
PLACES = {
    "person_id": ("lan", "khach"),
    "team_id": ("na-pan", "khoi-3"),
    "unit_id": ("na-sam", "dong-kinh"),
}
PLAIN: dict[str, object] = {
    "year": 2026, "ending": "csv", "kind": "role", "what": "village", "where": "commune",
    "position": 1, "part": 1, "code": "x", "token": "x", "filename": "x", "import_id": uuid4(),
    "scope": "unit", "volume": 1, "step": 1, "name": "classic",
}  # fmt: skip
# Pages that are the same for everybody who may open them at all: what units were called.
SAME_FOR_ALL = {"units.unit"}
# Pages about a village (not the commune above), tried in tests/people/test_units_views.py.
ABOUT_VILLAGES = {"villages.place_form", "villages.team_form"}
# Pages about a class beside a person or team, tried in tests/training/test_{registers,bookings}.py.
ABOUT_REGISTERS = {"training.attendee", "bookings.team"}
# Pages for administrators of the whole province: nobody of the cast is outside.
WITHOUT_OUTSIDE = {"staff"}


def guarded(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    """Every page with a permission, its method and its permission."""
    for rule in app.url_map.iter_rules():
        permission = app.view_functions[rule.endpoint].permission
        if permission is not None:
            (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            yield rule, method, permission


def address(app: Flask, cast: Cast, rule: Rule, *, inside: bool) -> str:
    """An address of the page, about somebody inside or outside the scope."""
    names: dict[str, dict[str, UUID]] = {
        "person_id": cast.persons, "team_id": cast.teams, "unit_id": cast.units,
    }  # fmt: skip
    values: dict[str, object] = {}
    for name in rule.arguments:
        if name in PLACES:
            values[name] = names[name][PLACES[name][0 if inside else 1]]
        else:
            values[name] = PLAIN.get(name, uuid4())
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def status(visitor: Visitor, method: str, path: str) -> int:
    if method == "GET":
        return int(visitor.client.get(path).status_code)
    data, headers = {"csrf_token": visitor.page.token}, {"Origin": "http://localhost"}
    return int(visitor.client.post(path, data=data, headers=headers).status_code)


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), today(), ROLES)


# Refused before the database is asked: one of the two is enough.
@ONE_DATABASE
@pytest.mark.parametrize("who", WHO)
def test_without_the_permission_no_page_is_there(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor], who: str
) -> None:
    visitor, actor = signed_in(who), acting(cast, who)
    visitor.get("/account")
    for rule, method, permission in guarded(app):
        if not actor.may(permission):
            found = status(visitor, method, address(app, cast, rule, inside=True))
            assert found == 404, (who, method, rule.rule, found)


@pytest.mark.parametrize("who", ["hoa", "hung"])
def test_with_the_permission_only_what_lies_inside_the_scope_is_there(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor], who: str
) -> None:
    visitor, actor = signed_in(who), acting(cast, who)
    visitor.get("/account")
    tried = 0
    for rule, method, permission in guarded(app):
        if not actor.may(permission) or not PLACES.keys() & rule.arguments:
            continue
        if rule.endpoint in SAME_FOR_ALL or rule.endpoint.split(".")[0] in WITHOUT_OUTSIDE:
            continue
        outside = status(visitor, method, address(app, cast, rule, inside=False))
        assert outside == 404, (who, method, rule.rule, outside)
        own_commune = who == "hoa" or "unit_id" not in rule.arguments  # hung has only a team
        if (
            method == "GET"
            and own_commune
            and rule.endpoint not in ABOUT_VILLAGES | ABOUT_REGISTERS
        ):
            inside = status(visitor, method, address(app, cast, rule, inside=True))
            assert inside in {200, 303}, (who, rule.rule, inside)
        tried += 1
    assert tried > (5 if who == "hung" else 15)


def test_strangers_change_nothing_anywhere(app: Flask, cast: Cast, visitor: Visitor) -> None:
    visitor.get("/sign-in")
    for rule, method, _permission in guarded(app):
        found = status(visitor, method, address(app, cast, rule, inside=True))
        assert found == (401 if method == "POST" else 303), (method, rule.rule, found)
