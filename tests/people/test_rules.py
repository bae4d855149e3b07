from datetime import UTC, datetime, timedelta

import pytest

from lms.people.rules import LONGEST_WAIT, device_name, phone_of, wait_before_next_try

AT = datetime(2026, 3, 1, tzinfo=UTC)


def tries(count: int) -> list[datetime]:
    return [AT - timedelta(seconds=n) for n in range(count)]


def test_five_wrong_tries_are_free() -> None:
    assert wait_before_next_try(tries(4), AT) == timedelta()
    assert wait_before_next_try(tries(5), AT) == timedelta(seconds=30)


def test_the_wait_doubles_up_to_a_limit() -> None:
    waits = [wait_before_next_try(tries(count), AT) for count in (6, 7, 8, 30)]
    assert waits == [
        timedelta(seconds=60),
        timedelta(seconds=120),
        timedelta(seconds=240),
        LONGEST_WAIT,
    ]


def test_old_tries_are_forgotten() -> None:
    assert wait_before_next_try([AT - timedelta(minutes=20)] * 9, AT) == timedelta()


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "+84912345678", "84912345678", "0912.345.678", "0912 345 678", "912345678"],
)
def test_phones_are_understood_however_they_are_typed(typed: str) -> None:
    assert phone_of(typed) == "+84912345678"


@pytest.mark.parametrize("typed", ["lan", "12", "", "0912", "số của tôi"])
def test_other_text_is_no_phone(typed: str) -> None:
    assert phone_of(typed) is None


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 10; CPH2083) AppleWebKit/537.36 Chrome/120.0 Safari/537.36",
         "Chrome, Android"),
        ("Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/101.0 Mobile Zalo android/1.0",
         "Zalo, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605 Safari/604.1",
         "Safari, iPhone"),
        ("curl/8", "curl/8"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_called_as_people_call_it(agent: str, name: str) -> None:
    assert device_name(agent) == name
