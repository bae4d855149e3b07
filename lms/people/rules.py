"""Pure decisions about people: when to slow down sign-ins, which phone is meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import phonenumbers

FREE_TRIES = 5
WINDOW = timedelta(minutes=15)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)


def wait_before_next_try(failures: Sequence[datetime], at: datetime) -> timedelta:
    """How long to wait before a name may be tried again; zero when it may be now.

    Five wrong tries within 15 minutes are free; then 30 s after the last one, doubling with each
    further one up to 15 minutes. Slows a guesser, never locks a person out for good.
    """
    recent = [failure for failure in failures if at - failure < WINDOW]
    extra = len(recent) - FREE_TRIES
    if extra < 0:
        return timedelta()
    pause = min(LONGEST_WAIT, FIRST_WAIT * (1 << min(extra, 10)))
    return max(timedelta(), max(recent) + pause - at)


def phone_of(text: str) -> str | None:
    """A phone in E.164 (`+84912345678`), or None when the text is no Vietnamese phone.

    Takes 0…, 84…, +84…, spaces, dots and dashes, and the nine digits left when a spreadsheet
    ate the zero.
    """
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 9 and not text.strip().startswith(("0", "+")):
        digits = "0" + digits
    try:
        number = phonenumbers.parse(
            digits.removeprefix("84") if _has_country(digits) else digits, "VN"
        )
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _has_country(digits: str) -> bool:
    return digits.startswith("84") and len(digits) == 11
