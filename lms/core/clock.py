"""The only reader of the wall clock; everything else is told the time."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day it is in Việt Nam."""
    return local_day(now())


def local_day(instant: datetime) -> date:
    """The day in Việt Nam on which an instant falls."""
    return instant.astimezone(ZONE).date()
