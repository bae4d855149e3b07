"""The texts: one template a kind, plain words, the addressee's own facts and nobody else's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import current_app, render_template

from lms.core.outbox import Draft
from lms.notifications.digests import still
from lms.notifications.queries import Address
from lms.notifications.rules import Occasion, in_one, way_to
from lms.notifications.words import SUBJECTS
from lms.requirements.rules import State


@dataclass(frozen=True)
class Text:
    """What somebody reads."""

    subject: str
    body: str


def text_of(name: str, occasions: Sequence[Occasion]) -> Text:
    """The one message of a day: its reasons one under the other, the most urgent first."""
    first = occasions[0]
    body = render_template(
        "messages/message.txt",
        name=name,
        paragraphs=[paragraph(one) for one in occasions],
        address=current_app.config["PUBLIC_URL"] + first.path,
        agency=current_app.config["ORGANISATION"],
    )
    return Text(str(SUBJECTS[first.kind]) % first.facts, body.strip())


def paragraph(occasion: Occasion) -> str:
    """What is said of one reason."""
    return render_template(f"messages/{occasion.kind}.txt", **occasion.facts).strip()


def draft(
    person_id: UUID, unit_id: UUID, address: Address, day: date, occasions: Sequence[Occasion]
) -> Draft:
    """The message of a day to somebody, by the first way the sender knows."""
    ordered = in_one(occasions)
    text = text_of(address.name, ordered)
    channel, to = way_to(current_app.extensions["sender"].channels, address.phone, address.mail)
    first = ordered[0]
    return Draft(
        person_id=person_id,
        unit_id=unit_id,
        channel=channel,
        address=to,
        kind=first.kind,
        day=day,
        subject=text.subject,
        body=text.body,
        template=first.kind,
        parameters={**first.facts, "name": address.name},
    )


def chat_text(team: str, states: Counter[State], due: str, classes: Sequence[str]) -> str:
    """The text for a team's chat group."""
    return render_template(
        "messages/chat.txt",
        team=team,
        met=states[State.MET],
        still=still(states),
        due=due,
        classes=classes,
        address=current_app.config["PUBLIC_URL"],
    ).strip()
