"""A file that was read, as plain JSON: between processes and in the database. Pure."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from typing import Any

from quizzes.exchange.format import Attached, Declined, Loss, Reason, Taken
from quizzes.wording import Use, Wording

Entry = dict[str, Any]
FIELDS = [field.name for field in fields(Wording) if field.name != "media"]


def as_json(found: Taken | Declined) -> Entry:
    """One item of a file as JSON; its attachments in base64."""
    start = {"number": found.number, "title": found.title}
    if isinstance(found, Declined):
        return {**start, "reason": found.reason.value, "detail": found.detail}
    wording = asdict(replace(found.wording, media=()))
    del wording["media"]
    attached = [
        {
            "place": one.place,
            "use": one.use.value,
            "description": one.description,
            "body": b64encode(one.body).decode(),
        }
        for one in found.attached
    ]
    losses = [loss.value for loss in found.losses]
    return {**start, "wording": wording, "losses": losses, "attached": attached}


def from_json(entry: Mapping[str, Any]) -> Taken | Declined:
    """The item such JSON stands for."""
    number, title = int(entry["number"]), str(entry["title"])
    if "reason" in entry:
        return Declined(number, title, Reason(entry["reason"]), str(entry["detail"]))
    return Taken(
        number,
        title,
        Wording(**{name: entry["wording"][name] for name in FIELDS}),
        [Loss(loss) for loss in entry["losses"]],
        [
            Attached(int(one["place"]), Use(one["use"]), one["description"], b64decode(one["body"]))
            for one in entry["attached"]
        ],
    )


def texts_of(wording: Wording) -> Sequence[str]:
    """Every text of an item."""
    accepted = wording.key.get("accepted", ())
    parts = (wording.options, wording.choices, wording.option_explanations, wording.tags, accepted)
    single = (wording.stem, wording.explanation, wording.language, wording.reference)
    return [*single, *(text for part in parts for text in part)]
