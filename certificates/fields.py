"""The fields a design may use: what they are called, mean, and look like. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class Field:
    """One field: its name in the design, what it holds, and an example for previews."""

    name: str
    words: Any
    sample: Any


SAMPLE_SIGNATORY = {"authority": "", "post": "Giám đốc", "name": "Lương Thanh Tùng"}
FIELDS = (
    Field("superior", _("Agency above the issuer"), "Ủy ban nhân dân tỉnh Lạng Sơn"),
    Field("issuer", _("Issuer"), "Sở Khoa học và Công nghệ"),
    Field("crest", _("Crest of the issuer, a picture; empty without one"), ""),
    Field("holder", _("Full name"), "Nông Thị Hồng Nhung"),
    Field("birth_year", _("Year of birth; empty when not known"), "1979"),
    Field("team", _("Team"), "Tổ CNSCĐ thôn Nà Pàn"),
    Field("commune", _("Commune"), "Xã Na Sầm"),
    Field("unit", _("Team and commune in one line"), "Tổ CNSCĐ thôn Nà Pàn, Xã Na Sầm"),
    Field("programme", _("What was completed"), "An toàn trên không gian mạng"),
    Field("period", _("From when until when"), "Từ ngày 02/03/2026 đến ngày 05/03/2026"),
    Field("result", _("Result; empty when there was no quiz"), "Đạt 9/10"),
    Field("number", _("Number in the book"), "000123-K/2026/GCN-SKHCN"),
    Field("code", _("Code for checking"), "7KQ2M-9XD4P-C"),
    Field("validity", _("Until when it holds"), "Có giá trị đến hết ngày 31/12/2026"),
    Field("place_and_day", _("Place and day of issue"), "Lạng Sơn, ngày 05 tháng 3 năm 2026"),
    Field("decision", _("Decision it is issued by; empty without one"), ""),
    Field("signatories", _("Who signs: authority, post and name of each"), [SAMPLE_SIGNATORY]),
    Field("signed_note", _("How it is signed"), "(Ký, ghi rõ họ tên, đóng dấu)"),
    Field("qr", _("QR code for checking, a picture"), ""),
    Field("address", _("Address of the verify page"), "hocso.langson.gov.vn/verify"),
)
NAMES = frozenset(field.name for field in FIELDS)


def samples() -> Mapping[str, Any]:
    """An example of every field."""
    return {field.name: field.sample for field in FIELDS}
