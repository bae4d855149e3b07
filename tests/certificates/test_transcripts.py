"""Transcripts: what somebody did in a year, on one official paper."""

import io
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from certificates.models import Certificate, Reason
from certificates.operations import Decision, revoke
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.training.models import Attendance, Organiser, TrainingClass, Way
from tests.cast import Cast
from tests.conftest import Visitor

APRIL = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)


def a_class(cast: Cast) -> None:
    held = TrainingClass(
        title="Lớp an toàn mạng", held_on=date(2026, 3, 20), hours=4,
        organiser=Organiser.COMMUNE, unit_id=cast.units["na-sam"], place="Nhà văn hóa",
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    row = Attendance(
        class_id=held.id, person_id=cast.persons["lan"], way=Way.LIST,
        recorded_by="Đặng Thị Hoa", recorded_at=APRIL,
    )  # fmt: skip
    db.session.add(row)


def words_of(body: bytes) -> str:
    text = PdfReader(io.BytesIO(body)).pages[0].extract_text()
    return "".join(unicodedata.normalize("NFC", text).split())


def test_modules_classes_and_certificates_stand_on_one_paper(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor],
    issued: Callable[..., Certificate], at: Callable[[datetime], None],
) -> None:  # fmt: skip
    at(APRIL)
    lan = issued(right=9)
    a_class(cast)
    revoke(lan, Decision(Reason.FRAUD, "1/QĐ", "Thu hồi."), by=cast.actor("tung"), at=APRIL)
    db.session.commit()
    own = signed_in("lan").client.get("/certificates/transcripts/2026.pdf")
    words = words_of(own.data)
    for told in (
        "BẢNG KẾT QUẢ BỒI DƯỠNG NĂM 2026", "Hoàng Thị Lan", "Tổ CNSCĐ thôn Nà Pàn, Xã Na Sầm",
        "Đạt 9/10", "01/03/2026", "tự làm", "1 lượt, 4 giờ", "Lớp an toàn mạng", lan.number_text,
        "Đã thu hồi", "Lạng Sơn, ngày 01 tháng 4 năm 2026", "Bản in từ hệ thống",
    ):  # fmt: skip
        assert "".join(told.split()) in words, told
    assert PdfReader(io.BytesIO(own.data)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    path = f"/certificates/persons/{cast.persons['lan']}/transcripts/2026.pdf"
    assert words_of(signed_in("hung").client.get(path).data) == words
    signed_in("khach").get(path, 404)
    exported = select(AuditEvent).where(AuditEvent.action == "certificate.exported")
    assert [row.actor_id for row in db.session.scalars(exported)] == [cast.persons["hung"]]
    signed_in("lan").get("/certificates/transcripts/2027.pdf", 404)
