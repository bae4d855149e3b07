"""What certificates show on pages of packages below."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from certificates import queries


def on_result_page(attempt_id: UUID) -> str:
    """The certificate just earned, under the result of a quiz."""
    certificate = queries.of_attempt(attempt_id)
    return render_template("certificates/_earned.html", certificate=certificate)


def on_corrected_result(attempt_id: UUID) -> str:
    """Whether somebody whose result a corrected key changes has the certificate of the module."""
    certificate = queries.of_attempt(attempt_id)
    return render_template("certificates/_corrected.html", certificate=certificate)
