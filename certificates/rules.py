"""Pure decisions about certificates: numbers and codes that survive being typed, and status."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from stdnum.iso7064 import mod_37_36

from lms.core.names import fold

# No I, O, 0, 1: they look alike on paper. 10 letters of 32 are 50 bits; look-ups are rate-limited.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_LETTERS = 10
GROUPS = (5, 5, 1)


class Status(StrEnum):
    """What the verify page says."""

    VALID = "valid"
    EXPIRING = "expiring"  # still valid; the time to learn again has come
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"
    VOID = "void"  # a number of the book that no certificate bears
    UNKNOWN = "unknown"
    MISTYPED = "mistyped"
    FORGED = "forged"  # a QR code whose claim is not signed by us, or not of this certificate

    @property
    def holds(self) -> bool:
        """Whether the certificate counts."""
        return self in {Status.VALID, Status.EXPIRING}


def status_of(valid_until: date | None, window_days: int, ended: str | None, today: date) -> Status:
    """The status of an issued certificate on a day; `ended` is "revoked", "replaced" or None."""
    if ended is not None:
        return Status(ended)
    if valid_until is None or today <= valid_until - timedelta(days=window_days):
        return Status.VALID
    return Status.EXPIRING if today <= valid_until else Status.EXPIRED


def end_of_validity(validity: str, months: int | None, year: int, issued_on: date) -> date | None:
    """The last day a certificate holds, for its `Validity`; None: it has no end."""
    if validity == "year":
        return max(date(year, 12, 31), issued_on)
    if validity == "months":
        return months_later(issued_on, months or 12) - timedelta(days=1)
    return None


def months_later(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def code_of(letters: str) -> str:
    """The code of ten random letters: a check character (ISO 7064, mod 37,36) is added."""
    return letters + str(mod_37_36.calc_check_digit(letters))


def shown_code(code: str) -> str:
    """`7KQ2M-9XD4P-C`: the code in groups, as printed."""
    parts, start = [], 0
    for size in GROUPS:
        parts.append(code[start : start + size])
        start += size
    return "-".join(parts)


def typed_code(text: str) -> str:
    """What somebody typed, as a code: capitals, without spaces and dashes."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum())


def is_well_typed(code: str) -> bool:
    """Whether length and check character agree: finds every wrong letter, nearly every swap."""
    return len(code) == sum(GROUPS) and bool(mod_37_36.is_valid(code))


@dataclass(frozen=True)
class TypedNumber:
    """A number of the book as somebody typed it; `check` is empty when they left it out."""

    number: int
    check: str
    year: int
    series: str

    @property
    def is_well_typed(self) -> bool:
        """Whether the check character agrees. Without one nothing speaks against the number."""
        return self.check in {"", check_of(self.number, self.year, self.series)}


def number_text(number: int, year: int, series: str) -> str:
    """`000123-K/2026/GCN-SKHCN`: the number in the book with its check character."""
    return f"{number:06d}-{check_of(number, year, series)}/{year}/{series}"


def check_of(number: int, year: int, series: str) -> str:
    """The check character of a number (ISO 7064, mod 37,36 over number, year, series)."""
    return str(mod_37_36.calc_check_digit(f"{number:06d}{year}{plain_series(series)}"))


def plain_series(series: str) -> str:
    """A series as people type it: capitals and digits only, `TCNSCĐ-LS` is `TCNSCDLS`."""
    return typed_code(fold(series))


def typed_number(text: str) -> TypedNumber | None:
    """Read `000123-K/2026/GCN-SKHCN`, also without the check character; None for anything else."""
    parts = [part.strip() for part in text.split("/")]
    if len(parts) != 3 or not parts[1].isascii() or not parts[1].isdigit() or len(parts[1]) != 4:
        return None
    digits, _, check = parts[0].replace(" ", "").partition("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 9 and len(check) <= 1):
        return None
    return TypedNumber(int(digits), check.upper(), int(parts[1]), plain_series(parts[2]))
