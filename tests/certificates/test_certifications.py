"""Certifications: terms make sense, are kept through time, and never touch what was issued."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from certificates import certifications
from certificates.models import Certificate, Certification, Issuer, Signing, Terms, Validity
from certificates.operations import Asked
from certificates.queries import certification_by_code, current_terms, of_attempt
from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Refused
from tests.cast import AT, Cast
from tests.conftest import Visitor
from tests.make import a_mark

BY = Actor(None, "tests")
NEW = {
    "code": "ATTT", "title": "An toàn thông tin", "class_hours": "0", "class_topic": "",
    "validity": "months", "months": "24", "window_days": "30", "signing": "by-hand",
    "authority_1": "KT. GIÁM ĐỐC", "post_1": "Phó Giám đốc", "name_1": "Lương Thanh Tùng",
    "authority_2": "", "post_2": "", "name_2": "", "authority_3": "", "post_3": "", "name_3": "",
    "design": "gallery:portrait", "automatic": "", "waits": "1",
}  # fmt: skip


def signatory(post: str) -> dict[str, str]:
    return {"authority": "", "post": post, "name": ""}


def facts_of(certificate: Certificate) -> dict[str, object]:
    """Every column as the database has it."""
    db.session.refresh(certificate)
    columns = inspect(Certificate).column_attrs
    return {one.key: getattr(certificate, one.key) for one in columns}


def the_issuer() -> Issuer:
    return db.session.scalars(select(Issuer)).one()


def test_an_officer_founds_one_and_changes_its_terms(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    with app.test_request_context():
        issued = of_attempt(a_mark(cast).attempt_id)
    assert issued is not None
    before = facts_of(issued)
    officer, typed = signed_in("tung"), {**NEW, "issuer": str(the_issuer().id)}
    officer.get("/certificates/certifications/form")
    page = officer.send("/certificates/certifications/", 409, **typed)
    assert "Chưa yêu cầu gì cả" in page.words
    assert 'value="An toàn thông tin"' in page.html
    page = officer.send("/certificates/certifications/", **typed, modules=str(cast.modules["m0"]))
    row = certification_by_code("ATTT")
    assert row is not None
    terms = current_terms(row.id)
    assert (terms.months, terms.signing, terms.is_automatic) == (24, Signing.BY_HAND, False)
    assert terms.waits_for_name
    assert terms.signatories == [
        {"authority": "KT. GIÁM ĐỐC", "post": "Phó Giám đốc", "name": "Lương Thanh Tùng"}
    ]
    assert terms.module_ids == {cast.modules["m0"]}
    assert "Hoa sen" in page.words

    path = f"/certificates/certifications/{row.id}"
    officer.get(f"{path}/terms/form")
    assert "không có gì thay đổi" in officer.press("Lưu điều kiện này", 409).words
    page = officer.press("Lưu điều kiện này", validity="open", title="An toàn trên mạng")
    assert "An toàn thông tin" in page.words
    assert "Không thời hạn" in page.words
    assert [one.terms.number for one in certifications.history(row)] == [2, 1]

    ended = officer.press("Thôi cấp loại này")
    assert "đã thôi cấp" in ended.words
    officer.send(f"{path}/end", 409)
    said = db.session.scalars(
        select(AuditEvent.action).where(AuditEvent.label == "ATTT").order_by(AuditEvent.id)
    ).all()
    assert said == [
        "certification.founded", "certification.terms_set", "certification.terms_set",
        "certification.ended",
    ]  # fmt: skip
    assert facts_of(issued) == before
    for stranger in ("hoa", "lan"):
        assert signed_in(stranger).client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"module_ids": frozenset()}, "Chưa yêu cầu gì"),
        ({"validity": Validity.MONTHS, "months": None}, "bao nhiêu tháng"),
        ({"signatories": tuple(signatory("Giám đốc") for _ in range(4))}, "nhiều nhất ba người"),
        ({"signatories": (signatory(" "),)}, "chức vụ"),
        ({"module_ids": frozenset(), "class_hours": 8}, "tên chương trình"),
    ],
)
def test_terms_without_sense_are_refused(
    app: Flask, cast: Cast, change: dict[str, object], words: str
) -> None:
    asked = replace(Asked(module_ids=frozenset({cast.modules["m0"]})), **change)  # type: ignore[arg-type]
    count = select(func.count()).select_from(Certification)
    before = db.session.scalar(count)
    with app.test_request_context(), pytest.raises(Refused, match=words):
        certifications.found("MOI", the_issuer(), asked, by=BY, at=AT)
    assert db.session.scalar(count) == before


@pytest.mark.parametrize("code", ["M0", "m0", " ", "…"])
def test_a_code_stands_for_one_certification(app: Flask, cast: Cast, code: str) -> None:
    asked = Asked(module_ids=frozenset({cast.modules["m0"]}))
    with pytest.raises(Refused):
        certifications.found(code, the_issuer(), asked, by=BY, at=AT)


def test_new_terms_hold_for_what_is_issued_from_then_on(app: Flask, cast: Cast) -> None:
    row = certification_by_code("M0")
    assert row is not None
    with app.test_request_context():
        first = of_attempt(a_mark(cast).attempt_id)
        assert first is not None
        before = facts_of(first)
        asked = replace(
            certifications.asked_of(current_terms(row.id)),
            title="Tên mới", validity=Validity.OPEN, signatories=(signatory("Chủ tịch"),),
        )  # fmt: skip
        certifications.change(row, the_issuer(), asked, by=BY, at=AT)
        second = of_attempt(a_mark(cast, "hung").attempt_id)
    assert second is not None
    assert facts_of(first) == before
    assert (second.programme, second.valid_until) == ("Tên mới", None)
    assert second.signatories == [signatory("Chủ tịch")]
    terms = db.session.get_one(Terms, first.terms_id)
    assert (terms.number, terms.title) == (1, "")


def test_what_has_ended_is_not_issued_any_more(app: Flask, cast: Cast) -> None:
    row = certification_by_code("M0")
    assert row is not None
    certifications.end(row, by=BY, at=AT)
    db.session.flush()
    with app.test_request_context():
        assert of_attempt(a_mark(cast).attempt_id) is None
    with pytest.raises(Refused):
        certifications.change(row, the_issuer(), Asked(class_hours=4, title="x"), by=BY, at=AT)


def test_a_design_that_does_not_exist_changes_nothing(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    officer = signed_in("tung")
    officer.get("/certificates/certifications/form")
    typed = {**NEW, "issuer": str(UUID(int=0)), "design": "gallery:nothing"}
    page = officer.send(
        "/certificates/certifications/", 422, **typed, modules=str(cast.modules["m0"])
    )
    assert certification_by_code("ATTT") is None
    assert "Phó Giám đốc" in page.html
