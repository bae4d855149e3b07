from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, literal, select

from lms.core.db import db
from lms.core.spans import seconds_between

NINE = datetime(2026, 3, 1, 9)  # noqa: DTZ001 - as the database keeps it


@pytest.mark.parametrize(
    "span", [timedelta(), timedelta(milliseconds=1500), timedelta(days=400), -timedelta(hours=7)]
)
def test_the_database_counts_seconds(app: Flask, span: timedelta) -> None:
    earlier, later = literal(NINE, DateTime()), literal(NINE + span, DateTime())
    found = db.session.scalar(select(seconds_between(earlier, later)))
    assert float(found or 0) == pytest.approx(span.total_seconds(), abs=0.01)


def test_a_day_is_its_first_moment(app: Flask) -> None:
    day = literal(date(2026, 3, 1), Date())
    found = db.session.scalar(select(seconds_between(day, literal(NINE, DateTime()))))
    assert float(found or 0) == pytest.approx(9 * 3600, abs=0.01)
