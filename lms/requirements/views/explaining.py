"""The page behind every number of coverage: the formula, the rule that held, and the names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from lms.core.access import requires
from lms.core.keyset import Page, Turn, page_of_list, turn_asked
from lms.org.narrowing import narrowed
from lms.org.queries import titles_of
from lms.people.models import Team
from lms.people.queries import get_team
from lms.requirements import queries
from lms.requirements.figures import (
    DEEDS,
    PEOPLE,
    Deed,
    Figure,
    deeds_behind,
    number_assisted,
    page_behind,
)
from lms.requirements.formulas import FIGURES, formula
from lms.requirements.groups import Ground, Group, coverage_of_all, read_group
from lms.requirements.permissions import CoveragePermission
from lms.requirements.queries import PersonRow
from lms.requirements.rules import Coverage, State
from lms.requirements.views.scopes import own_team, scope_asked
from lms.requirements.words import MODE_WORDS, rule_sentence

pages = Blueprint("explaining", __name__, url_prefix="/requirements")

# What a page lists: people alone, or what they did.
Named = tuple[PersonRow, Team, Deed | None]


@dataclass(frozen=True)
class Behind:
    """What stands behind a figure: how many there are, of how many people, one page of them."""

    found: int
    people: int
    page: Page[Named]


@pages.get("/<int:year>/explanation")
@requires(CoveragePermission.READ)
def explanation(year: int) -> ResponseReturnValue:
    """How the number of `?figure=` is counted for a unit or a group, and who is behind it."""
    scope = scope_asked(year)
    if scope is None:
        return own_team(year)
    figure, turn = _figure(), turn_asked()
    ground = scope.ground(read_group(request.args))
    total = coverage_of_all(ground)
    part = narrowed(g.actor, CoveragePermission.READ, scope.day)
    if part.choices and figure in DEEDS:
        behind = Behind(getattr(total, figure, 0), 0, Page(()))
    else:
        behind = _behind(ground, figure, total, turn)
    units = [UUID(one) for one in scope.duty.rule.units]
    names = {str(one): title for one, title in titles_of(units, scope.day).items()}
    return render_template(
        "requirements/explanation.html",
        scope=scope,
        group=ground.group,
        team=_team(ground),
        mode_words=MODE_WORDS,
        figure=figure,
        figures=FIGURES,
        formula=formula(figure, total),
        counts_deeds=figure in DEEDS,
        total=total,
        sentence=rule_sentence(scope.duty.rule, names),
        states=list(State),
        behind=behind,
        part=part,
        assisted=number_assisted(ground),
        elsewhere=_elsewhere(ground, is_province=scope.is_province),
    )


def _figure() -> Figure:
    """The figure asked for; a state alone is one too."""
    asked = request.args.get("figure") or request.args.get("state", "")
    return Figure(asked) if asked in set(Figure) else Figure.DUE


def _team(ground: Ground) -> Team | None:
    """The team asked for. Raises Missing when it is out of reach."""
    if not ground.group.team:
        return None
    team_id = UUID(ground.group.team)
    return get_team(g.actor, CoveragePermission.READ, team_id, ground.day)


def _elsewhere(ground: Ground, *, is_province: bool) -> int:
    """Attendances of people who have left: they belong to no unit, so only the top shows them."""
    whole = is_province and ground.group == Group()
    return queries.attendances_elsewhere(ground.duty, ground.day) if whole else 0


def _behind(ground: Ground, figure: Figure, total: Coverage, turn: Turn) -> Behind:
    if figure in PEOPLE:
        page = page_behind(ground, figure, turn)
        rows = queries.named(ground.duty, ground.day, page.rows)
        number = total.bound if figure is Figure.RATE else getattr(total, figure)
        return Behind(number, number, page.of([(row, team, None) for row, team in rows]))
    deeds = deeds_behind(ground, figure)
    shown = page_of_list(deeds, turn, Deed.name_of)
    rows = queries.named(ground.duty, ground.day, list({one.person_id for one in shown.rows}))
    people = {row.person.id: (row, team) for row, team in rows}
    names = [(*people[one.person_id], one) for one in shown.rows]
    return Behind(len(deeds), len({one.person_id for one in deeds}), shown.of(names))
