"""Slips on paper: a name, a QR code, three steps. One A5 sheet holds two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from lms.core.pdf import to_pdf


@dataclass(frozen=True)
class Slip:
    """What one person gets in the hand."""

    name: str
    code: str
    qr: str


def slips_document(
    slips: Sequence[Slip], *, team: str, team_code: str, address: str, days: int
) -> bytes:
    """The slips of a team as a PDF of A5 sheets."""
    html = render_template(
        "documents/slips.html",
        slips=slips,
        team=team,
        team_code=team_code,
        address=address.partition("://")[2] or address,
        days=days,
    )
    return to_pdf(html, render_template("documents/slips.css"))
