from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lms.requirements.rules import (
    Coverage,
    Evidence,
    EvidenceKind,
    Facts,
    Flaw,
    Rule,
    State,
    Tally,
    coverage_of,
    decree_year,
    flaw_of,
    read_rule,
    rule_data,
    state,
    still_asked,
    tally,
    total,
)

RULE = Rule(due=date(2026, 12, 31), joined_before=date(2026, 10, 1))
START = date(2026, 1, 1)
CODES = ("M0", "M3", "M7")
EVIDENCE = st.lists(
    st.builds(
        Evidence,
        st.integers(0, 364).map(lambda n: START + timedelta(days=n)),
        st.sampled_from(EvidenceKind),
        st.sampled_from((0, 60, 240)),
        st.sampled_from(((), *((code,) for code in CODES))),
    ),
    max_size=8,
)
RULES = st.builds(
    Rule,
    due=st.just(RULE.due),
    joined_before=st.just(RULE.joined_before),
    classes=st.integers(0, 3),
    class_minutes=st.sampled_from((0, 120)),
    modules=st.integers(0, 3),
    listed=st.sampled_from(((), ("M0", "M3"))),
    both_ways=st.booleans(),
    compulsory=st.sampled_from(((), ("M7",), ("M0", "M7"))),
    outside_cap=st.integers(0, 2),
)


def on(month: int, kind: EvidenceKind = EvidenceKind.MODULE, *codes: str) -> Evidence:
    minutes = 0 if kind is EvidenceKind.MODULE else 240
    return Evidence(date(2026, month, 1), kind, minutes, codes)


def test_either_way_meets_the_duty_on_the_earlier_day() -> None:
    done = [on(5), on(3, EvidenceKind.CLASS), on(6, EvidenceKind.CLASS)]
    assert tally(done, RULE) == Tally(2, 1, 0, 480, date(2026, 3, 1), date(2026, 3, 1))


def test_both_ways_are_met_on_the_later_day() -> None:
    done = [on(5), on(3, EvidenceKind.CLASS)]
    assert tally(done, replace(RULE, both_ways=True)).met_on == date(2026, 5, 1)
    assert tally(done[:1], replace(RULE, both_ways=True)).met_on is None


def test_more_may_be_asked_for_and_some_is_on_the_way() -> None:
    found = tally([on(2), on(4, EvidenceKind.CLASS)], replace(RULE, classes=2, modules=2))
    assert (found.begun_on, found.met_on) == (date(2026, 2, 1), None)


@given(EVIDENCE, RULES)
def test_nothing_is_asked_any_more_exactly_when_the_rule_is_met(
    evidence: list[Evidence], rule: Rule
) -> None:
    assume(not rule.asks_nothing)
    assert still_asked(evidence, rule).asks_nothing == (tally(evidence, rule).met_on is not None)


def test_what_is_still_asked_is_the_rest() -> None:
    rule = replace(RULE, classes=2, modules=3, both_ways=True, compulsory=("M3", "M7"))
    left = still_asked([on(2, EvidenceKind.MODULE, "M3"), on(4, EvidenceKind.CLASS)], rule)
    assert (left.classes, left.modules, left.compulsory) == (1, 2, ("M7",))
    assert still_asked([], RULE) == RULE


def test_short_classes_and_other_modules_do_not_count() -> None:
    short = Evidence(START, EvidenceKind.CLASS, 60)
    assert tally([short], replace(RULE, class_minutes=120)).begun_on is None
    listed = replace(RULE, listed=("M3",))
    assert tally([on(2, EvidenceKind.MODULE, "M0")], listed).met_on is None
    assert tally([on(2, EvidenceKind.MODULE, "M3")], listed).met_on == date(2026, 2, 1)


def test_compulsory_modules_are_needed_whatever_else_was_done() -> None:
    rule = replace(RULE, compulsory=("M7",))
    assert tally([on(2, EvidenceKind.CLASS)], rule).met_on is None
    done = [on(2, EvidenceKind.CLASS), on(4, EvidenceKind.MODULE, "M7")]
    assert tally(done, rule).met_on == date(2026, 4, 1)
    only = replace(rule, classes=0, modules=0)
    assert tally(done, only).met_on == date(2026, 4, 1)


def test_outside_courses_count_up_to_the_cap_and_are_always_shown() -> None:
    outside = [on(2, EvidenceKind.OUTSIDE), on(3, EvidenceKind.OUTSIDE)]
    assert tally(outside, RULE).met_on is None
    assert tally(outside, RULE).recognised == 2
    assert tally(outside, replace(RULE, outside_cap=1)).met_on == date(2026, 2, 1)
    assert tally(outside, replace(RULE, outside_cap=1, classes=2)).met_on is None
    for_module = replace(RULE, classes=0, outside_cap=1)
    assert tally(outside, for_module).met_on is None
    assert tally([on(2, EvidenceKind.OUTSIDE, "M3")], for_module).met_on == date(2026, 2, 1)


@given(EVIDENCE, RULES)
def test_more_evidence_never_makes_it_later(evidence: list[Evidence], rule: Rule) -> None:
    # Without a cap: an earlier outside course may take the place of a later, better one.
    rule = replace(rule, outside_cap=len(evidence))
    before, after = tally(evidence[:-1], rule), tally(evidence, rule)
    for one, other in ((before.met_on, after.met_on), (before.begun_on, after.begun_on)):
        assert one is None or (other is not None and other <= one)


@given(EVIDENCE, RULES)
def test_whoever_met_it_has_begun_no_later(evidence: list[Evidence], rule: Rule) -> None:
    found = tally(evidence, rule)
    if found.met_on is not None:
        assert found.begun_on is not None
        assert found.begun_on <= found.met_on


@given(EVIDENCE, RULES, st.integers(0, 364))
def test_a_day_sees_only_what_was_done_by_then(
    evidence: list[Evidence], rule: Rule, n: int
) -> None:
    """What lets any past day be answered from two dates instead of a recount."""
    day = START + timedelta(days=n)
    by_then = tally([one for one in evidence if one.on <= day], rule)
    found = tally(evidence, rule)
    assert (by_then.met_on is not None) == (found.met_on is not None and found.met_on <= day)
    assert (by_then.begun_on is not None) == (found.begun_on is not None and found.begun_on <= day)


@given(RULES)
def test_a_rule_survives_being_written_down(rule: Rule) -> None:
    assert read_rule(rule_data(rule)) == rule


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({}, None),
        ({"classes": 0, "modules": 0}, Flaw.ASKS_NOTHING),
        ({"classes": 0, "modules": 0, "compulsory": ("M0",)}, None),
        ({"modules": 2, "listed": ("M0",)}, Flaw.TOO_FEW_LISTED),
    ],
)
def test_nonsense_is_named(changes: dict[str, object], flaw: Flaw | None) -> None:
    assert flaw_of(replace(RULE, **changes)) is flaw  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        (Facts(), State.DUE),
        (Facts(begun=True), State.ON_THE_WAY),
        (Facts(late=True, begun=True), State.OVERDUE),
        (Facts(absent=True, late=True, begun=True), State.UNREACHABLE),
        (Facts(met=True, absent=True, late=True), State.MET),
        (Facts(exempt=True, met=True), State.EXEMPT),
        (Facts(in_time=False, exempt=True, met=True), State.NOT_BOUND),
        (Facts(in_audience=False, met=True), State.NOT_BOUND),
    ],
)
def test_everybody_is_in_exactly_one_state(facts: Facts, found: State) -> None:
    assert state(facts) is found


@given(st.lists(st.tuples(st.sampled_from(State), st.builds(Tally, st.integers(0, 9)))))
def test_coverage_is_met_by_bound(people: list[tuple[State, Tally]]) -> None:
    found = coverage_of(people)
    states = [one for one, _ in people]
    assert found.members == len(people)
    outside = states.count(State.EXEMPT) + states.count(State.NOT_BOUND)
    assert found.bound == len(people) - outside
    assert found.attendances == sum(done.attendances for _, done in people)
    expected = Fraction(states.count(State.MET), found.bound) if found.bound else None
    assert found.rate == expected


PARTS = st.lists(st.builds(Coverage, *[st.integers(0, 99)] * 11))


@given(PARTS)
def test_the_total_is_the_sum_of_its_parts(parts: list[Coverage]) -> None:
    assert total(parts).members == sum(part.members for part in parts)
    assert total(parts).met <= total(parts).bound


def test_a_reporting_year_begins_in_december() -> None:
    assert decree_year(2026) == (date(2025, 12, 15), date(2026, 12, 14))
