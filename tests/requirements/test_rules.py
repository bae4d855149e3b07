from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lms.requirements.rules import (
    Coverage,
    Duty,
    Evidence,
    EvidenceKind,
    State,
    Tally,
    coverage,
    state,
    tally,
    total,
)

DUTY = Duty(date(2026, 10, 1), needed_classes=1, needed_modules=1)
START = date(2026, 1, 1)
EVIDENCE = st.lists(
    st.builds(
        Evidence,
        st.sampled_from(EvidenceKind),
        st.integers(0, 364).map(lambda n: START + timedelta(days=n)),
    )
)


def test_either_way_meets_the_duty_on_the_earlier_day() -> None:
    done = [
        Evidence(EvidenceKind.MODULE, date(2026, 5, 2)),
        Evidence(EvidenceKind.CLASS, date(2026, 3, 1)),
        Evidence(EvidenceKind.CLASS, date(2026, 6, 1)),
    ]
    assert tally(done, DUTY) == Tally(2, 1, date(2026, 3, 1))


def test_more_may_be_asked_for() -> None:
    duty = Duty(date(2026, 10, 1), needed_classes=2, needed_modules=2)
    one_each = [Evidence(kind, START) for kind in EvidenceKind]
    assert tally(one_each, duty).met_on is None
    second = Evidence(EvidenceKind.CLASS, date(2026, 4, 1))
    assert tally([*one_each, second], duty).met_on == date(2026, 4, 1)


@given(EVIDENCE)
def test_more_evidence_never_makes_it_later(evidence: list[Evidence]) -> None:
    before = tally(evidence[:-1], DUTY).met_on
    after = tally(evidence, DUTY).met_on
    assert before is None or (after is not None and after <= before)
    assert (after is not None) == bool(evidence)


def test_late_joiners_are_counted_apart_even_when_trained() -> None:
    assert state(joined_in_time=False, met=True) is State.NOT_BOUND
    assert state(joined_in_time=True, met=True) is State.MET
    assert state(joined_in_time=True, met=False) is State.DUE


def test_coverage_is_met_by_bound() -> None:
    found = coverage([(State.MET, 3, 5, 1), (State.DUE, 1, 0, 0), (State.NOT_BOUND, 2, 1, 0)])
    assert (found.members, found.bound, found.rate) == (6, 4, Fraction(3, 4))
    assert (found.attendances, found.completions) == (6, 1)
    assert Coverage().rate is None


PARTS = st.lists(st.builds(Coverage, *[st.integers(0, 99)] * 5))


@given(PARTS)
def test_the_total_is_the_sum_of_its_parts(parts: list[Coverage]) -> None:
    assert total(parts).members == sum(part.members for part in parts)
    assert total(parts).met <= total(parts).bound
