"""Every kind of message as one real person would get it: the text, the way, the next day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _

from courses.authoring.review_queries import all_due
from courses.authoring.rules.dates import comes_due, is_day_to_write
from lms.core.i18n import day as words_of_day
from lms.core.outbox import Draft
from lms.notifications import contents, digests, messages, queries
from lms.notifications.halls import Hall, example_hall, halls
from lms.notifications.occasions import (
    certificate_occasion,
    class_occasion,
    duty_occasion,
    issued_occasion,
)
from lms.notifications.operations import LANGUAGE
from lms.notifications.queries import Seated
from lms.notifications.rules import (
    BEFORE_CLASS,
    BEFORE_END,
    COMING,
    Kind,
    Occasion,
    next_after,
    next_before,
    next_digest,
)
from lms.people.models import Membership, TeamRole
from lms.requirements.duties import Duty, get_duty
from lms.requirements.models import TrainingYear

LOOKED_AHEAD = 60  # days in which the next class is looked for


@dataclass(frozen=True)
class Preview:
    """A message as it would be sent; `on` is the next such day, None when nothing is planned."""

    draft: Draft
    on: date | None


def previews(year: TrainingYear, person_id: UUID, day: date) -> list[Preview]:
    """Every kind of message that can reach somebody. Where nothing is planned: with an example."""
    duty = get_duty(year, day)
    address = queries.addresses([person_id], day)[person_id]
    found = []
    with force_locale(LANGUAGE):
        for unit_id, on, occasion in _occasions(year, duty, person_id, day):
            one = messages.envelope(person_id, unit_id, address, [occasion])
            found.append(Preview(messages.draft(one, on or day), on))
    return found


Planned = tuple[UUID, date | None, Occasion]


def _occasions(year: TrainingYear, duty: Duty, person_id: UUID, day: date) -> Iterator[Planned]:
    row = next(queries.seated(duty, day, None, Membership.person_id == person_id), None)
    if row is not None:
        yield from _of_member(year, duty, row, day)
        if row.role is TeamRole.LEADER:
            yield _of_leader(year, duty, row, day)
    yield from _of_officer(year, duty, person_id, day)
    yield from _of_keeper(person_id, day)


def _of_member(year: TrainingYear, duty: Duty, row: Seated, day: date) -> Iterator[Planned]:
    hall, planned = _next_hall(row.unit_id, day)
    held_on = hall.training_class.held_on if planned else day + timedelta(days=1)
    eve = held_on - timedelta(days=1)
    yield row.unit_id, eve if planned else None, class_occasion(Kind.CLASS, hall)
    after = next_after(row.last_day, day)
    on_after = after if after <= year.closes else None  # a year that is over is left alone
    yield row.unit_id, on_after, duty_occasion(Kind.OVERDUE, duty, row.last_day, after)
    before = next_before(row.last_day, day)
    as_of = before or row.last_day - timedelta(days=7)
    yield row.unit_id, before, duty_occasion(Kind.DUE, duty, row.last_day, as_of)
    ends = year.closes - timedelta(days=max(BEFORE_END))
    yield row.unit_id, ends if ends >= day else None, certificate_occasion(year, year.closes)
    issued = queries.newest_certificate(row.person_id)
    if issued is not None:
        yield row.unit_id, None, issued_occasion(issued)
    asked = [held_on - timedelta(days=left) for left in BEFORE_CLASS]
    on = next((one for one in asked if one >= day), None) if planned else None
    yield row.unit_id, on, class_occasion(Kind.INVITATION, hall)


def _next_hall(unit_id: UUID, day: date) -> tuple[Hall, bool]:
    """The next hall near a village, and that it is real; else an example."""
    for hall in halls(day + timedelta(days=1), day + timedelta(days=LOOKED_AHEAD)):
        if unit_id in queries.below(hall.unit_id, day):
            return hall, True
    return example_hall(unit_id, _("Class (example)"), _("Village hall"), day), False


def _of_leader(year: TrainingYear, duty: Duty, row: Seated, day: date) -> Planned:
    team = queries.seated(duty, day, None, Membership.team_id == row.team_id)
    states = digests.states_by_team(list(team))[row.team_id]
    coming = halls(day + timedelta(days=1), day + timedelta(days=COMING))
    classes = [hall for hall in coming if row.unit_id in queries.below(hall.unit_id, day)]
    name = queries.team_names([row.team_id])[row.team_id]
    occasion = digests.team_occasion(year, row.team_id, name, states, classes)
    return row.unit_id, next_digest(day), occasion


def _of_officer(year: TrainingYear, duty: Duty, person_id: UUID, day: date) -> Iterator[Planned]:
    for officer_id, commune_id in queries.commune_officers(day, None):
        if officer_id == person_id:
            rows = list(queries.seated(duty, day, [commune_id]))
            for _who, unit_id, occasion in digests.for_communes(year, day, rows, [commune_id]):
                if _who == person_id:
                    yield unit_id, next_digest(day), occasion


def _of_keeper(person_id: UUID, day: date) -> Iterator[Planned]:
    due = all_due()
    unit_id = dict(contents.keepers(day, None)).get(person_id)
    if unit_id is not None and due:
        days = (day + timedelta(days=left) for left in range(LOOKED_AHEAD))
        on = next((x for x in days if any(is_day_to_write(one.day, x) for one in due)), None)
        said = [one for one in due if comes_due(one.day, on)] if on else due[:1]
        yield unit_id, on, contents.content_occasion(said)


def chat_text(year: TrainingYear, team_id: UUID, day: date) -> str:
    """What a leader may paste into the team's chat group: counts and the way in, no names."""
    duty = get_duty(year, day)
    rows = list(queries.seated(duty, day, None, Membership.team_id == team_id))
    if not rows:
        return ""
    with force_locale(LANGUAGE):
        unit_id = rows[0].unit_id
        coming = halls(day + timedelta(days=1), day + timedelta(days=COMING))
        classes = [hall for hall in coming if unit_id in queries.below(hall.unit_id, day)]
        return messages.chat_text(
            queries.team_names([team_id])[team_id],
            digests.states_by_team(rows)[team_id],
            words_of_day(duty.rule.due),
            [digests.class_words(hall) for hall in classes[: digests.MOST_CLASSES]],
        )
