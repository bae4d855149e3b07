"""Issuers: what is printed, a crest that stays light, a series that stands."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from certificates import documents, issuers
from certificates.issuers import CREST_BYTES, CREST_PIXELS, Letterhead
from certificates.models import Issuer
from certificates.queries import of_attempt
from certificates.remaking import Kept, made_again
from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Refused
from tests.cast import AT, Cast
from tests.certificates.pictures import a_crest
from tests.conftest import ORIGIN, Visitor
from tests.make import a_mark

BY = Actor(None, "tests")
HEAD = Letterhead("", "Ủy ban nhân dân xã Na Sầm", "Na Sầm", "GCN-NS", "Chủ tịch")


def department(app: Flask) -> Issuer:
    return db.session.scalars(select(Issuer).where(Issuer.series == "GCN-SKHCN")).one()


@pytest.mark.parametrize("series", ["gcn skhcn", "GCN-SKHCN", "GĆN-SKHCN", "G/C", "Đ" * 13, "--"])
def test_series_that_read_the_same_are_refused(app: Flask, cast: Cast, series: str) -> None:
    head = Letterhead("", "Khác", "Lạng Sơn", series, "Giám đốc")
    with pytest.raises(Refused):
        issuers.enter_issuer(head, b"", by=BY, at=AT)
    other = issuers.enter_issuer(HEAD, b"", by=BY, at=AT)
    with pytest.raises(Refused):
        issuers.change_issuer(other, head, b"", without_crest=False, by=BY, at=AT)
    assert other.series == "GCN-NS"


def test_an_officer_enters_and_changes_an_issuer(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    officer = signed_in("tung")
    officer.get("/certificates/issuers/form")
    typed = {"name": HEAD.name, "place": HEAD.place, "signatory": HEAD.signatory, "superior": ""}
    page = officer.send("/certificates/issuers/", 409, **typed, series="gcn-skhcn")
    assert "ký hiệu khác" in page.words
    assert HEAD.name in page.html
    crest = {"crest": (io.BytesIO(a_crest()), "crest.png")}
    data = {"csrf_token": page.token, **typed, "series": "GCN-NS", **crest}
    reply = officer.client.post("/certificates/issuers/", data=data, headers=ORIGIN)
    assert reply.status_code == 303
    row = db.session.scalars(select(Issuer).where(Issuer.series == "GCN-NS")).one()
    picture = officer.client.get(f"/certificates/issuers/{row.id}/crest.png")
    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, max(image.size) <= CREST_PIXELS) == ("PNG", True)
    assert len(picture.data) <= CREST_BYTES
    assert image.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]

    officer.get(f"/certificates/issuers/{row.id}")
    officer.press("Lưu", series="GCN-NSM", place="Xã Na Sầm")
    db.session.refresh(row)
    assert (row.series, row.place, row.crest_id is not None) == ("GCN-NSM", "Xã Na Sầm", True)
    said = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_id == row.id)).all()
    assert {one.action for one in said} == {"issuer.founded", "issuer.changed"}
    changes = next(one.details["changed"] for one in said if one.action == "issuer.changed")
    assert changes == {"series": ["GCN-NS", "GCN-NSM"], "place": ["Na Sầm", "Xã Na Sầm"]}
    officer.get(f"/certificates/issuers/{row.id}")
    officer.press("Lưu", without_crest="y")
    db.session.refresh(row)
    assert row.crest_id is None
    assert signed_in("hoa").client.get("/certificates/issuers/").status_code == 404


def test_a_series_stands_once_a_number_is_given_and_papers_keep_the_old_name(
    app: Flask, cast: Cast
) -> None:
    issuer = department(app)
    head = Letterhead(issuer.superior, issuer.name, issuer.place, "SKHCN", issuer.signatory)
    issuers.change_issuer(issuer, head, a_crest(), without_crest=False, by=BY, at=AT)
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
        assert certificate is not None
        assert certificate.series == "SKHCN"
        body = documents.body_of(documents.ensured(certificate))
        assert len(body) <= 60_000
        with pytest.raises(Refused, match="SKHCN"):
            issuers.change_issuer(issuer, HEAD, b"", without_crest=False, by=BY, at=AT)
        renamed = Letterhead("", "Sở Khoa học", issuer.place, "SKHCN", issuer.signatory)
        issuers.change_issuer(issuer, renamed, b"", without_crest=True, by=BY, at=AT)
        kept = documents.document_of(certificate.id)
        assert kept is not None
        assert made_again(certificate, kept) is Kept.SAME
    assert certificate.issuer_name == "Sở Khoa học và Công nghệ"


@pytest.mark.parametrize("body", [b"no picture", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_refused(app: Flask, body: bytes) -> None:
    with pytest.raises(Refused):
        issuers.enter_issuer(HEAD, body, by=BY, at=AT)
