"""Pure decisions about packages: what a commit is, whether an activity is done, with what score."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.scorm.manifest import Activity, Standard

LONGEST_STATE = 300_000  # suspend data may be 64,000 letters (2004), each up to six when escaped
MOST_COUNTED = 1_000_000_000
DONE_1_2 = frozenset({"passed", "completed"})
JUDGED_1_2 = DONE_1_2 | {"failed"}


class BadCommit(ValueError):
    """What came is no state of an activity."""


@dataclass(frozen=True)
class Outcome:
    """Whether an activity is done, and its score in percent where it gave one."""

    done: bool
    score: float | None = None


def read_state(text: str) -> dict[str, Any]:
    """The state of an activity as its page sent it. Raises BadCommit."""
    if len(text) > LONGEST_STATE:
        raise BadCommit
    try:
        state = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadCommit from error
    if not isinstance(state, dict) or not isinstance(state.get("cmi"), dict):
        raise BadCommit
    return state


def _refuse(name: str) -> float:
    raise BadCommit(name)


def outcome(standard: Standard, activity: Activity, state: Mapping[str, Any]) -> Outcome:
    """What an activity reports, judged by the score its author asks for where there is one."""
    cmi = state["cmi"]
    if standard is Standard.V1_2:
        return _outcome_1_2(activity, _part(cmi, "core"))
    return _outcome_2004(activity, cmi)


def _outcome_1_2(activity: Activity, core: Mapping[str, Any]) -> Outcome:
    status, raw = core.get("lesson_status"), _number(_part(core, "score").get("raw"))
    score = _percent(_part(core, "score"))
    if status in JUDGED_1_2 and activity.mastery is not None and raw is not None:
        return Outcome(raw >= activity.mastery, score)
    return Outcome(status in DONE_1_2, score)


def _outcome_2004(activity: Activity, cmi: Mapping[str, Any]) -> Outcome:
    scaled, success = _number(_part(cmi, "score").get("scaled")), cmi.get("success_status")
    score = _percent(_part(cmi, "score")) if scaled is None else max(0.0, min(1.0, scaled)) * 100
    if activity.mastery is not None and scaled is not None:
        success = "passed" if scaled >= activity.mastery else "failed"
    completed = cmi.get("completion_status") == "completed" and success != "failed"
    return Outcome(completed or success == "passed", score)


def _percent(score: Mapping[str, Any]) -> float | None:
    raw = _number(score.get("raw"))
    least, most = _number(score.get("min")) or 0.0, _number(score.get("max"))
    most = 100.0 if most is None else most
    if raw is None or most <= least:
        return None
    return max(0.0, min(100.0, 100 * (raw - least) / (most - least)))


def _part(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _number(value: object) -> float | None:
    """Scores come as texts; an empty one is none."""
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) < MOST_COUNTED else None


def best(one: float | None, other: float | None) -> float | None:
    """The better of two scores, either of which may be missing."""
    known = [score for score in (one, other) if score is not None]
    return max(known, default=None)


def mean(scores: Sequence[float | None]) -> float | None:
    """The mean of those there are."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
