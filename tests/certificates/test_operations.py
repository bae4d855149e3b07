from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from certificates.models import Certificate, Issuer
from certificates.operations import next_number
from certificates.queries import of_attempt
from certificates.rules import number_text
from lms.core.db import db, new_id, transaction
from lms.core.errors import Frozen
from tests.cast import Cast
from tests.make import MARCH, a_mark


def test_passing_issues_with_every_fact_frozen(app: Flask, cast: Cast) -> None:
    mark = a_mark(cast, right=8)
    certificate = of_attempt(mark.attempt_id)
    assert certificate is not None
    assert certificate.number_text == number_text(1, 2026, "GCN-SKHCN")
    assert certificate.holder_name == "Hoàng Thị Lan"
    assert certificate.team_name == "Tổ CNSCĐ thôn Nà Pàn"
    assert certificate.unit_name == "Xã Na Sầm"
    assert (certificate.score, certificate.out_of) == (8, 10)
    cast.person("lan").full_name = "Tên Khác"
    db.session.flush()
    assert certificate.holder_name == "Hoàng Thị Lan"
    certificate.holder_name = "Tên Khác"
    with pytest.raises(Frozen):
        db.session.flush()


def test_failing_issues_nothing(app: Flask, cast: Cast) -> None:
    assert of_attempt(a_mark(cast, right=6).attempt_id) is None


def test_passing_again_in_the_year_issues_nothing_new(app: Flask, cast: Cast) -> None:
    a_mark(cast)
    a_mark(cast, at=MARCH + timedelta(days=1))
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1


def test_next_year_has_its_own_certificate_and_series(app: Flask, cast: Cast) -> None:
    first = of_attempt(a_mark(cast).attempt_id)
    second = of_attempt(a_mark(cast, at=MARCH + timedelta(days=365)).attempt_id)
    assert first is not None
    assert second is not None
    assert (first.year, first.number, second.year, second.number) == (2026, 1, 2027, 1)


def test_numbers_have_no_gaps_under_concurrency_and_after_failures(own_database: Flask) -> None:
    """Forty writers, a third of which roll back: 1, 2, 3 … without a gap or a double."""
    with own_database.app_context():
        upgrade(directory=own_database.extensions["migrate"].directory)
        with transaction():
            issuer = Issuer(superior="", name="S", place="L", series="X", signatory="G")
            db.session.add(issuer)
            issuer_id = issuer.id

    def take(turn: int) -> int | None:
        with own_database.app_context():
            try:
                with transaction():
                    number = next_number(issuer_id, 2026)
                    if turn % 3 == 0:
                        raise ValueError("give it back")
                    return number
            except ValueError:
                return None

    with ThreadPoolExecutor(8) as pool:
        taken = [number for number in pool.map(take, range(40)) if number is not None]
    assert sorted(taken) == list(range(1, len(taken) + 1))
    assert new_id() < new_id()
