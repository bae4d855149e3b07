"""The demo accounts, shown on the sign-in page in demo mode only."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _


@dataclass(frozen=True)
class DemoAccount:
    """One account of the demo."""

    role: str
    title: object
    username: str
    secret: str


DEMO_ACCOUNTS = (
    DemoAccount("member", _("Member"), "thanhvien", "246810"),
    DemoAccount("leader", _("Team leader"), "totruong", "135791"),
    DemoAccount("trainer", _("Trainer"), "giangvien", "day-hoc-2026"),
    DemoAccount("commune", _("Commune officer"), "canboxa", "xa-na-sam-26"),
    DemoAccount("department", _("Department officer"), "canboso", "so-khcn-2026"),
    DemoAccount("auditor", _("Auditor"), "kiemtra", "kiem-tra-2026"),
    DemoAccount("administrator", _("Administrator"), "quantri", "quan-tri-2026"),
)


@dataclass(frozen=True)
class NationAccount:
    """The account that sees the whole country; only the demo of the nation has it."""

    name: str
    username: str
    secret: str


NATION_ACCOUNT = NationAccount("Cục Chuyển đổi số quốc gia", "toanquoc", "ca-nuoc-2026")
