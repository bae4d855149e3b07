"""The hundred starter items, and the samples of every kind, run in every mode."""

from collections import Counter
from fractions import Fraction
from itertools import chain
from typing import Any

import pytest
from flask import Flask

from courses.manuscript import folders, read_folder
from lms.core.db import db
from lms.core.files import StoredFile, body_of
from lms.demo.samples import make_samples, sample_wordings
from quizzes import queries
from quizzes.items import KINDS
from quizzes.models import Mode, QuizVersion, Way
from quizzes.operations import sitting
from quizzes.operations.bank import compose_quiz, open_bank, release, write_item
from quizzes.wording import Wording
from tests.cast import Cast
from tests.make import MARCH

SITTINGS = [
    (Mode.PRACTICE, Way.ONLINE, 0),
    (Mode.TEST, Way.ONLINE, 1),
    (Mode.TEST, Way.PAPER, 0),
    (Mode.TEST, Way.ORAL, 1),
]
WRONG: dict[str, Any] = {
    "multiple_response": lambda w: {"options": sorted(_others(w, w.key["options"]))},
    "true_false": lambda w: {"true": not w.key["true"]},
    "ordering": lambda w: {"order": list(reversed(range(len(w.options))))},
    "matching": lambda w: {"choices": [(one + 1) % len(w.choices) for one in w.key["choices"]]},
    "fill_blank": lambda w: {"choices": [(one + 1) % len(w.choices) for one in w.key["choices"]]},
    "number": lambda w: {"number": "-1"},
    "short_answer": lambda w: {"text": "không biết"},
}


def _others(wording: Wording, places: list[int]) -> set[int]:
    return set(range(len(wording.options))) - set(places)


def wrong(wording: Wording) -> dict[str, Any]:
    """An answer that earns nothing."""
    if wording.kind in WRONG:
        return dict(WRONG[wording.kind](wording))
    return {"option": (wording.key["option"] + 1) % len(wording.options)}


def everything(cast: Cast) -> QuizVersion:
    """A quiz of all starter items and all samples, drawn whole."""
    bank = open_bank("HET", "Tất cả")
    db.session.flush()
    starters = chain.from_iterable(read_folder(path).items for path in folders())
    samples = sample_wordings(cast.actor("minh"), MARCH)
    wordings = [*starters, *samples]
    items = [write_item(bank, number, wording) for number, wording in enumerate(wordings, 1)]
    version = compose_quiz("HET", "Tất cả", items, draw=len(items), pass_mark=len(items))
    release(version, by=cast.actor("minh"), at=MARCH, note="Thử")
    return version


def test_the_hundred_run_in_every_mode(app: Flask, cast: Cast) -> None:
    """Each is sat in practice, as a test, keyed from paper and asked aloud; right earns all."""
    version, seen = everything(cast), Counter[tuple[str, bool]]()
    for mode, way, parity in SITTINGS:
        keeper = cast.actor("lan") if way is Way.ONLINE else cast.actor("minh")
        attempt = sitting.start(
            version, by=keeper, at=MARCH, origin="/", seed=1, mode=mode, way=way,
            person_id=cast.persons["lan"],
        )  # fmt: skip
        db.session.flush()
        items = queries.items_of(attempt.id)
        assert len(items) == 118
        right = {item.position: item.position % 2 == parity for item in items}
        for item in items:
            wording, kind = item.item_version.wording, KINDS[item.item_version.kind]
            if right[item.position]:  # as somebody who knows everything writes it on paper
                typed = kind.key_on_paper(wording, item.option_order)
                given = kind.keyed(typed, wording, item.option_order)
                assert given is not None, (wording.stem, typed)
            else:
                given = wrong(wording)
            seen[wording.kind, right[item.position]] += 1
            sitting.answer(attempt, item.position, given, request_id=f"r{item.position}", at=MARCH)
        mark = sitting.submit(attempt, by=keeper, at=MARCH)
        assert [Fraction(one) for one in mark.credits] == list(map(Fraction, right.values()))
        assert mark.score == 59
    assert {kind for kind, _right in seen} == set(KINDS)
    assert min(seen.values()) >= 2


def test_there_are_two_good_samples_of_each_kind(app: Flask, cast: Cast) -> None:
    version = make_samples(cast.actor("minh"), MARCH)
    items = queries.items_of_quiz(version.id)
    assert Counter(item.kind for item in items) == dict.fromkeys(KINDS, 2)
    assert all(item.explanation and item.tags for item in items)
    media = [medium for item in items for medium in item.media]
    assert len(media) == 9
    for medium in media:
        assert medium.description
        assert body_of(db.session.get_one(StoredFile, medium.file_id)).startswith(b"\x89PNG")


@pytest.mark.parametrize("path", list(folders()), ids=lambda path: path.name)
def test_no_starter_item_has_two_options_alike(path: Any) -> None:
    for item in read_folder(path).items:
        assert KINDS[item.kind].problems(item) == []
