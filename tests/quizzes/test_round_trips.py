"""What goes out of our banks comes back the same, or with the losses that were stated."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from quizzes.exchange import aiken, gift, xlsx
from quizzes.exchange.format import Loss, Outgoing, Taken
from quizzes.exchange.losing import had
from quizzes.wording import Wording
from tests.quizzes.wordings import wordings

QUICK = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
FIELD = {
    Loss.TAGS: "tags",
    Loss.LEVEL: "level",
    Loss.LANGUAGE: "language",
    Loss.REFERENCE: "reference",
    Loss.KEEP_ORDER: "keep_order",
    Loss.EXPLANATION: "explanation",
    Loss.OPTION_EXPLANATIONS: "option_explanations",
}


def plain(wording: Wording) -> dict[str, Any]:
    """The wording as JSON: lists and tuples are the same."""
    fields: dict[str, Any] = json.loads(json.dumps(asdict(wording)))
    return fields


def back(form: Any, wording: Wording) -> tuple[Wording, set[Loss]]:
    """The item after going out and coming in, and what was said to be lost."""
    packed = form.write([Outgoing(7, wording)])
    found = form.read(packed.body)
    assert len(found) == 1, packed.body
    assert isinstance(found[0], Taken), (found, packed.body)
    assert list(found[0].losses) == [], packed.body
    return found[0].wording, set(packed.lost.get(7, ()))


@QUICK
@given(wordings())
def test_gift_loses_nothing(wording: Wording) -> None:
    again, lost = back(gift, wording)
    assert (plain(again), lost) == (plain(wording), set())


@settings(QUICK, max_examples=30)
@given(wordings())
def test_excel_loses_nothing(wording: Wording) -> None:
    again, lost = back(xlsx, wording)
    assert (plain(again), lost) == (plain(wording), set())


@QUICK
@given(wordings("single_choice"))
def test_aiken_loses_what_it_says(wording: Wording) -> None:
    if aiken.write([Outgoing(7, wording)]).left_out:
        return
    again, lost = back(aiken, wording)
    before, after = plain(wording), plain(again)
    for loss, field in FIELD.items():
        if loss in lost:
            before.pop(field), after.pop(field)
    if Loss.FORMATTING in lost:
        before["stem"] = before["stem"].replace("\n", " ")
    assert after == before
    assert lost - {Loss.FORMATTING} == had(wording)


@pytest.mark.parametrize("form", [gift, xlsx])
def test_pictures_stay_behind_and_are_named(form: Any) -> None:
    from uuid import uuid4

    from quizzes.wording import Medium, Use

    media = [Medium(place, Use.PICTURE, uuid4(), "hình") for place in (0, 1)]
    media += [Medium(-1, Use.AUDIO, uuid4(), "lời đọc")]
    item = Wording(
        "picture_choice", "Đâu là mã QR?", ["Ô vuông", "Vạch"], {"option": 0}, "", media=media
    )
    again, lost = back(form, item)
    assert lost == {Loss.PICTURE, Loss.AUDIO}
    assert (again.kind, again.options, again.key) == (
        "single_choice",
        ["Ô vuông", "Vạch"],
        {"option": 0},
    )
