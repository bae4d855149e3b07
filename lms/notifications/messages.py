"""The texts: one template a kind, plain words, the addressee's own facts and nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import current_app

from lms.core.letters import Channel
from lms.core.outbox import Draft
from lms.notifications.digests import still
from lms.notifications.queries import Address
from lms.notifications.rules import Kind, Occasion, in_one, way_to
from lms.notifications.words import SUBJECTS
from lms.requirements.rules import State


@dataclass(frozen=True)
class Envelope:
    """To whom, by which way, and why: a message without its text."""

    person_id: UUID
    unit_id: UUID | None
    name: str
    channel: Channel
    address: str
    occasions: Sequence[Occasion]
    about: str = ""  # what a message beside those of the day is about: one for each such thing

    @property
    def kind(self) -> Kind:
        """The most urgent reason."""
        return self.occasions[0].kind


def envelope(
    person_id: UUID,
    unit_id: UUID | None,
    address: Address,
    occasions: Sequence[Occasion],
    about: str = "",
) -> Envelope:
    """The message of a day to somebody, by the first way the sender knows."""
    channels = current_app.extensions["sender"].channels
    channel, to = way_to(channels, address.phone, address.mail)
    return Envelope(person_id, unit_id, address.name, channel, to, in_one(occasions), about)


def draft(one: Envelope, day: date) -> Draft:
    """The message itself: its reasons one under the other, the most urgent gives the subject."""
    first = one.occasions[0]
    body = _text(
        "message",
        name=one.name,
        paragraphs=[_text(reason.kind, **reason.facts) for reason in one.occasions],
        address=current_app.config["PUBLIC_URL"] + first.path,
        agency=current_app.config["ORGANISATION"],
    )
    return Draft(
        person_id=one.person_id,
        unit_id=one.unit_id,
        channel=one.channel,
        address=one.address,
        kind=first.kind,
        day=day,
        subject=str(SUBJECTS[first.kind]) % first.facts,
        body=body,
        template=first.kind,
        parameters={**first.facts, "name": one.name},
        about=one.about,
    )


def _text(template: str, **facts: Any) -> str:
    """Without the context of pages, which thousands of messages need not look up."""
    found = current_app.jinja_env.get_template(f"messages/{template}.txt")
    return found.render(**facts).strip()


def chat_text(team: str, states: Counter[State], due: str, classes: Sequence[str]) -> str:
    """The text for a team's chat group."""
    return _text(
        "chat",
        team=team,
        met=states[State.MET],
        still=still(states),
        due=due,
        classes=classes,
        address=current_app.config["PUBLIC_URL"],
    )
