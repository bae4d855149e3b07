"""The list of modules for those who write and review them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from courses.authoring import links, review_queries
from courses.authoring.rules import State
from courses.models import ModuleVersion
from courses.queries import latest_of_all, latest_published
from lms.core.clock import today


@dataclass(frozen=True)
class ModuleRow:
    """A module: its newest version, where that stands, and the one learners have."""

    version: ModuleVersion
    state: State
    offered: ModuleVersion | None
    unconfirmed: int


def manuscripts_page() -> str:
    """All modules, and above them what is due to be read again."""
    return render_template(
        "courses/manuscripts.html",
        rows=_rows(),
        due=review_queries.content_due(today()),
        links=links,
    )


def _rows() -> list[ModuleRow]:
    versions = latest_of_all()
    states = review_queries.states_of(versions)
    offered = {one.module_id: one for one in latest_published()}
    confirmed = review_queries.confirmed_points([one.id for one in versions])
    return [
        ModuleRow(
            one,
            states[one.id],
            offered.get(one.module_id),
            sum((one.id, point) not in confirmed for point in one.points_to_confirm),
        )
        for one in versions
    ]
