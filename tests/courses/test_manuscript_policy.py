"""The limits of a quiz in module.toml."""

import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from courses.manuscript import CATALOGUE, read_folder
from courses.manuscript_policy import read_policy
from lms.core.clock import ZONE
from lms.core.errors import Refused
from quizzes.rules.policy import Policy

FILE = Path("module.toml")


def test_a_module_without_limits_has_none() -> None:
    assert read_folder(CATALOGUE / "m0").policy == Policy()


def test_every_limit_is_read_and_the_last_day_counts() -> None:
    facts = tomllib.loads(
        "minutes_allowed = 20\nhard_limit = true\nopens = 2026-03-01\ncloses = 2026-03-31\n"
        "tries_before_wait = 3\nwait_hours = 12\nmost_tries = 6\n"
    )
    assert read_policy(FILE, facts) == Policy(
        seconds_allowed=1200,
        hard_limit=True,
        opens_at=datetime(2026, 3, 1, tzinfo=ZONE),
        closes_at=datetime(2026, 4, 1, tzinfo=ZONE),
        tries_before_wait=3,
        wait_hours=12,
        most_tries=6,
    )


def test_a_moment_may_have_its_zone_or_is_of_viet_nam() -> None:
    facts = tomllib.loads("opens = 2026-03-01T01:00:00Z\ncloses = 2026-03-01T09:00:00")
    policy = read_policy(FILE, facts)
    assert policy.opens_at == datetime(2026, 3, 1, 8, tzinfo=ZONE)
    assert policy.closes_at == datetime(2026, 3, 1, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("minutes_allowed = 0", "minutes_allowed must be a whole number"),
        ("most_tries = true", "most_tries must be a whole number"),
        ("hard_limit = 1", "hard_limit must be true or false"),
        ('opens = "2026-03-01"', "opens must be a day or a moment"),
        ("opens = 2026-03-02\ncloses = 2026-03-01", "closes must lie after opens"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(text: str, words: str) -> None:
    with pytest.raises(Refused, match=f"module.toml: {words}"):
        read_policy(FILE, tomllib.loads(text))
