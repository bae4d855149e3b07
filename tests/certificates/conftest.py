"""What several files of this folder begin with: certificates under terms of one's own choosing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from certificates.models import Certificate, Issuer
from certificates.operations import Asked, set_terms
from certificates.queries import certification_by_code, of_attempt
from lms.core.access import SYSTEM
from lms.core.db import db
from tests.cast import AT, Cast
from tests.make import a_mark


@pytest.fixture
def terms_of_m0(app: Flask, cast: Cast) -> Callable[..., None]:
    """Set what the certification of the first module asks for and how it is issued."""

    def set_them(**asked: Any) -> None:
        certification = certification_by_code("M0")
        issuer = db.session.scalar(select(Issuer))
        assert certification
        assert issuer
        wanted = Asked(module_ids=frozenset({cast.modules["m0"]}), **asked)
        set_terms(certification, issuer, wanted, by=SYSTEM, at=AT)
        db.session.commit()

    return set_them


@pytest.fixture
def issued(app: Flask, cast: Cast) -> Callable[..., Certificate]:
    """Somebody passes the first module and gets the certificate."""

    def issue(who: str = "lan", **more: Any) -> Certificate:
        with app.test_request_context():
            found = of_attempt(a_mark(cast, who, **more).attempt_id)
        assert found is not None
        db.session.commit()
        return found

    return issue
