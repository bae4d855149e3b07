"""Which backups stay."""

from datetime import UTC, datetime, timedelta

import pytest

from lms.keeping.retention import Keep, name_of, read_keep, to_delete

FIRST = datetime(2026, 1, 1, 1, 30, tzinfo=UTC)


def test_a_year_of_nights_leaves_the_newest_days_and_the_last_night_of_each_month() -> None:
    nights = [FIRST + timedelta(days=day) for day in range(400)]
    names = [name_of(night) for night in nights]
    left = sorted(set(names) - set(to_delete(names, Keep(14, 12))))
    assert left[-14:] == names[-14:]
    assert [name[6:14] for name in left[:-14]] == [
        "20260331", "20260430", "20260531", "20260630", "20260731", "20260831",
        "20260930", "20261031", "20261130", "20261231",
    ]  # fmt: skip
    assert to_delete(left, Keep(14, 12)) == []


def test_the_newest_always_stays_and_strangers_files_too() -> None:
    names = [name_of(FIRST), name_of(FIRST + timedelta(hours=1)), "notes.txt", "hocso-1.hocso"]
    assert to_delete(names, Keep(1, 0)) == [name_of(FIRST)]


def test_days_without_a_backup_do_not_count() -> None:
    names = [name_of(FIRST + timedelta(days=30 * month)) for month in range(5)]
    assert to_delete(names, Keep(5, 0)) == []


def test_how_it_is_written() -> None:
    assert read_keep("14 daily 12 monthly") == Keep(14, 12)
    with pytest.raises(ValueError, match="must be like"):
        read_keep("14")
