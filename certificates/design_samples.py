"""What a design is shown with: made-up facts, hard ones too, or those of real certificates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from certificates import queries
from certificates.design_trial import SAMPLE_QR
from certificates.document_fields import fields_of, qr_address
from certificates.models import Certificate
from certificates.permissions import CertificatePermission
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing

MOST = 20


def _signatory(authority: str, post: str, name: str) -> dict[str, str]:
    return {"authority": authority, "post": post, "name": name}


# Everything that is long at once: what breaks designs that look right with short names.
HARD = {
    "superior": "Ủy ban nhân dân tỉnh Lạng Sơn",
    "issuer": "Sở Khoa học và Công nghệ – Trung tâm Chuyển đổi số tỉnh Lạng Sơn",
    "holder": "NGUYỄN THỊ HỒNG HẠNH ẪẬỖỘỮỰỸ ĐẶNG PHƯỢNG",
    "unit": (
        "Tổ công nghệ số cộng đồng liên thôn Nà Pàn – Khuổi Nặm – Bản Chắt – Pò Mạch – Lũng Vài –"
        " Cốc Phường – Nà Lầu, khu vực biên giới phía Bắc, Xã Quốc Khánh, tỉnh Lạng Sơn"
    ),
    "programme": (
        "Kỹ năng bảo đảm an toàn thông tin, phòng chống lừa đảo trực tuyến và bảo vệ dữ liệu cá"
        " nhân cho người dân vùng biên giới"
    ),
    "decision": (
        "Theo Quyết định số 1234/QĐ-SKHCN ngày 28 tháng 12 năm 2026 của Giám đốc Sở Khoa học và"
        " Công nghệ tỉnh Lạng Sơn"
    ),
    "signatories": [
        _signatory("TM. BAN TỔ CHỨC", "Trưởng ban", "Hoàng Nguyễn Phương Thảo"),
        _signatory("KT. CHỦ TỊCH", "Phó Chủ tịch Ủy ban nhân dân xã", "Nguyễn Thị Hồng Phượng"),
        _signatory("KT. GIÁM ĐỐC", "Phó Giám đốc", "Lương Thanh Tùng"),
    ],
    "place_and_day": "Lạng Sơn, ngày 28 tháng 12 năm 2026",
}
BARE = {
    "superior": "", "birth_year": "", "team": "", "commune": "", "unit": "", "result": "",
    "validity": "",
    "signatories": [
        _signatory("", "Chủ tịch", "Vi Văn Ẻn"), _signatory("", "Giám đốc", "Lương Thanh Tùng"),
    ],
}  # fmt: skip
SAMPLES: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "plain": (_("Made-up facts"), {}),
    "hard": (_("Made-up facts, everything long, three signatories"), HARD),
    "bare": (_("Made-up facts, nothing that may be missing, two signatories"), BARE),
}


def offered(actor: Actor, day: date) -> dict[str, str]:
    """Value of the form → words: samples, then the newest certificates within reach."""
    words = {name: str(sample[0]) for name, sample in SAMPLES.items()}
    rows = db.session.scalars(
        select(Certificate)
        .where(queries.within(actor, CertificatePermission.READ, day))
        .order_by(Certificate.id.desc())
        .limit(MOST)
    )
    return {**words, **{str(row.id): f"{row.number_text}: {row.holder_name}" for row in rows}}


def sample_of(actor: Actor, value: str, day: date) -> tuple[Mapping[str, Any], str]:
    """The fields and the address of the QR code a value stands for. Raises Missing."""
    if value in SAMPLES:
        return SAMPLES[value][1], SAMPLE_QR
    try:
        certificate_id = UUID(value)
    except ValueError:
        raise Missing from None
    found = queries.get_certificate(actor, CertificatePermission.READ, certificate_id, day)
    return fields_of(found), qr_address(found)
