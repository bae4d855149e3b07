"""A wrong key: proposed, looked at, decided by somebody else, and counted for everybody, once."""

from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from certificates.models import Certificate
from courses.models import ModuleCompletion
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.progress import Progress
from quizzes import correction_queries, queries
from quizzes.models import Attempt, ItemVersion, Mark, QuizVersion
from quizzes.operations import bank, correcting, regrading, sitting
from quizzes.regrade_models import KeyCorrection, RegradedMark
from quizzes.release_queries import Best, best_tests
from quizzes.rules.correcting import Change, Outcome, leading_to, resolved
from tests.cast import Cast
from tests.make import MARCH, a_mark, an_attempt, answer_all

LATER = MARCH + timedelta(days=3)
DOUBTFUL = 7  # the place whose key is wrong: who answers the next option was right


@dataclass
class Three:
    """Three people met one wrong key: it failed one, helped one to pass, and cost one a mark."""

    failed: Mark
    passed: Mark
    weak: Mark
    wrong: ItemVersion

    @property
    def right_key(self) -> dict[str, int]:
        return {"option": (self.wrong.key["option"] + 1) % len(self.wrong.options)}


@pytest.fixture
def three(app: Flask, cast: Cast) -> Three:
    marks = [a_mark(cast, who, right=n) for who, n in (("lan", 6), ("hung", 7), ("an", 3))]
    wrong = queries.get_item(marks[0].attempt_id, DOUBTFUL).item_version
    assert queries.get_item(marks[1].attempt_id, DOUBTFUL).item_version_id == wrong.id
    return Three(*marks, wrong)


def proposed(cast: Cast, three: Three) -> KeyCorrection:
    correction = correcting.propose(
        three.wrong, three.right_key, explanation="Vì luật mới.", reason="Nhầm đáp án",
        by=cast.actor("minh"), at=LATER,
    )  # fmt: skip
    db.session.flush()
    return correction


def approved(cast: Cast, correction: KeyCorrection) -> list[Progress]:
    parts = list(correcting.approve(correction.id, note="Đúng", by=cast.actor("tung"), at=LATER))
    db.session.flush()
    return parts


def dry_run(correction: KeyCorrection) -> dict[UUID, Change]:
    return {one.attempt_id: one for some in regrading.compare(correction) for one in some}


def counted(table: type) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def result(mark: Mark) -> tuple[int, bool]:
    newest = correction_queries.regraded([mark.attempt_id]).get(mark.attempt_id, [mark])[-1]
    return newest.score, newest.passed


def test_a_proposal_changes_nothing_yet(cast: Cast, three: Three) -> None:
    correction = proposed(cast, three)
    assert correction.right.wording == replace(
        three.wrong.wording, key=three.right_key, explanation="Vì luật mới."
    )
    assert correction.right.number == three.wrong.number + 1
    assert counted(RegradedMark) == 0
    assert result(three.failed) == (6, False)


def test_the_dry_run_says_whom_it_changes(cast: Cast, three: Three) -> None:
    found = dry_run(proposed(cast, three))
    assert {one: (c.before.score, c.score, c.outcome) for one, c in found.items()} == {
        three.failed.attempt_id: (6, 7, Outcome.PASSES),
        three.passed.attempt_id: (7, 6, Outcome.KEPT),
        three.weak.attempt_id: (3, 4, Outcome.SCORE),
    }
    assert counted(RegradedMark) == 0


def test_approval_lets_people_pass_and_takes_no_pass_away(cast: Cast, three: Three) -> None:
    before = counted(Certificate)
    correction = proposed(cast, three)
    parts = approved(cast, correction)
    assert parts == [Progress(0, 3), Progress(0, 3), Progress(3, 3)]
    assert result(three.failed) == (7, True)
    assert result(three.passed) == (6, True)
    assert result(three.weak) == (4, False)
    assert correction.decision
    assert correction.decision.changed == 3
    assert db.session.get_one(Mark, three.failed.attempt_id).score == 6  # stays as it was
    assert counted(Certificate) == before + 1
    quiz_id = db.session.get_one(Attempt, three.failed.attempt_id).quiz_version.quiz_id
    assert best_tests([quiz_id], cast.persons["lan"])[quiz_id] == Best(7, 10, passed=True)
    completion = db.session.scalars(
        select(ModuleCompletion).where(ModuleCompletion.attempt_id == three.failed.attempt_id)
    ).one()
    assert completion.completed_at == LATER
    made = {one.attempt_id: one for one in correction_queries.changes_made(correction)}
    assert made[three.passed.attempt_id].outcome is Outcome.KEPT
    assert made[three.failed.attempt_id].outcome is Outcome.PASSES


def test_approving_twice_is_once(cast: Cast, three: Three) -> None:
    correction = proposed(cast, three)
    approved(cast, correction)
    rows, versions = counted(RegradedMark), counted(QuizVersion)
    approved(cast, correction)
    assert (counted(RegradedMark), counted(QuizVersion)) == (rows, versions) == (3, versions)
    assert not regrading.left(correction)


def test_what_stopped_in_the_middle_goes_on(cast: Cast, three: Three) -> None:
    correction = proposed(cast, three)
    parts = correcting.approve(correction.id, note="", by=cast.actor("tung"), at=LATER)
    next(parts), next(parts)  # counted, decided; then the process died
    parts.close()
    assert regrading.left(correction)
    assert counted(RegradedMark) == 0
    approved(cast, correction)
    assert counted(RegradedMark) == 3
    assert not regrading.left(correction)


def test_the_quiz_draws_the_right_version_from_then_on(cast: Cast, three: Three) -> None:
    old = db.session.get_one(Attempt, three.failed.attempt_id).quiz_version
    correction = proposed(cast, three)
    approved(cast, correction)
    new = queries.released_version(old.quiz_id)
    assert new is not None
    assert (new.number, new.draw, new.pass_mark) == (old.number + 1, old.draw, old.pass_mark)
    ids, before = ({item.id for item in queries.items_of_quiz(v.id)} for v in (new, old))
    assert ids == before - {three.wrong.id} | {correction.right_id}


def test_settings_of_a_quiz_survive(cast: Cast, three: Three) -> None:
    old = db.session.get_one(Attempt, three.failed.attempt_id).quiz_version
    limited = bank.compose_quiz(
        old.quiz.code, old.quiz.title, queries.items_of_quiz(old.id), draw=4, pass_mark=3,
        policy=bank.Policy(seconds_allowed=900, hard_limit=True, most_tries=5),
        blueprint=[bank.Line(2, level=2)], fixed=[three.wrong],
    )  # fmt: skip
    bank.release(limited, by=cast.actor("minh"), at=LATER, note="")
    correction = proposed(cast, three)
    approved(cast, correction)
    new = queries.released_version(old.quiz_id)
    assert new is not None
    assert (new.seconds_allowed, new.hard_limit, new.most_tries) == (900, True, 5)
    assert new.blueprint == limited.blueprint
    fixed = {card.item_version_id for card in queries.drawable(new.id) if card.is_fixed}
    assert fixed == {correction.right_id}


def test_an_attempt_under_way_is_marked_by_the_corrected_key(cast: Cast, three: Three) -> None:
    attempt = an_attempt(cast, "khach")
    answer_all(attempt, right=6)
    approved(cast, proposed(cast, three))
    mark = sitting.submit(attempt, by=cast.actor("khach"), at=LATER)
    assert (mark.score, mark.passed) == (7, True)


def test_corrections_compose(cast: Cast, three: Three) -> None:
    """A second item of the same attempts, then the first one once more."""
    first = proposed(cast, three)
    approved(cast, first)
    other = queries.get_item(three.failed.attempt_id, DOUBTFUL + 1).item_version
    key = {"option": (other.key["option"] + 1) % 4}
    by, at = cast.actor("minh"), LATER
    second = correcting.propose(other, key, explanation="", reason="Nhầm nữa", by=by, at=at)
    db.session.flush()
    approved(cast, second)
    assert result(three.failed) == (8, True)
    assert result(three.passed) == (7, True)
    back = correcting.propose(
        first.right, three.wrong.key, explanation="", reason="Đáp án cũ đúng", by=by, at=at
    )
    db.session.flush()
    assert dry_run(back)[three.failed.attempt_id].outcome is Outcome.SCORE
    approved(cast, back)
    assert result(three.failed) == (7, True)
    assert result(three.passed) == (8, True)
    assert counted(RegradedMark) == 9


def test_marks_from_before_credits_were_kept_are_marked_whole(cast: Cast, three: Three) -> None:
    db.session.execute(
        Mark.__table__.update().where(Mark.attempt_id == three.failed.attempt_id).values(credits=[])
    )
    db.session.expire_all()
    found = dry_run(proposed(cast, three))[three.failed.attempt_id]
    assert (found.before.score, found.score, found.would_pass) == (6, 7, True)
    assert found.credits == [*["1"] * 7, *["0"] * 3]


def test_a_correction_is_turned_down(cast: Cast, three: Three) -> None:
    correction = proposed(cast, three)
    correcting.turn_down(correction, note="Đáp án đúng rồi", by=cast.actor("tung"), at=LATER)
    db.session.flush()
    newest = queries.newest_version(three.wrong.item_id)
    assert newest is not None
    assert newest.wording == three.wrong.wording
    assert result(three.failed) == (6, False)
    assert approved(cast, correction) == []  # decided is decided
    assert counted(RegradedMark) == 0


def test_what_is_refused(cast: Cast, three: Three) -> None:
    by, at = cast.actor("minh"), LATER
    with pytest.raises(Refused):  # it is the key already
        correcting.propose(three.wrong, three.wrong.key, explanation="", reason="?", by=by, at=at)
    correction = proposed(cast, three)
    with pytest.raises(Refused):  # one at a time
        proposed(cast, three)
    with pytest.raises(Refused):  # not by whoever proposed it
        list(correcting.approve(correction.id, note="", by=by, at=at))
    with pytest.raises(Refused):
        correcting.turn_down(correction, note="", by=by, at=at)
    approved(cast, correction)
    with pytest.raises(Refused):  # correct the newer one
        proposed(cast, three)
    with pytest.raises(Refused):
        correcting.turn_down(correction, note="", by=cast.actor("tung"), at=at)


def test_the_order_of_steps_is_no_key(cast: Cast, three: Three) -> None:
    m0 = bank.open_bank("M0", "")
    steps = replace(three.wrong.wording, kind="ordering", key={})
    version = bank.write_item(m0, 900, steps)
    with pytest.raises(Refused):
        correcting.propose(
            version, {"x": 1}, explanation="", reason="?", by=Actor(None, "x"), at=LATER
        )


def test_a_newer_wording_of_the_bank_stays(cast: Cast, three: Three) -> None:
    m0 = bank.open_bank("M0", "")
    number = db.session.get_one(correcting.Item, three.wrong.item_id).number
    newer = bank.write_item(m0, number, replace(three.wrong.wording, stem="Viết rõ hơn?"))
    proposed(cast, three)
    newest = queries.newest_version(three.wrong.item_id)
    assert newest is not None
    assert newest.wording == newer.wording


IDS = [uuid4() for _ in range(6)]


@given(st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)), max_size=8))
def test_keys_are_followed_to_their_end(pairs: list[tuple[UUID, UUID]]) -> None:
    forward = [(a, b) for a, b in pairs if IDS.index(a) < IDS.index(b)]  # newer versions only
    keys = resolved(forward)
    assert set(keys) == {a for a, _b in forward}
    assert not set(keys.values()) & set(keys)
    for wrong in keys:
        assert wrong in leading_to(forward, wrong)


def test_a_pass_is_never_taken_away() -> None:
    before = correction_queries.Result(7, 10, True, [])
    change = Change(uuid4(), uuid4(), uuid4(), before, 6, False, [str(Fraction(1, 2))])
    assert (change.passed, change.outcome) == (True, Outcome.KEPT)
