"""The report of a sealed year as PDF, in the form of an office (NĐ 30/2020)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template

from lms.core.i18n import long_day
from lms.core.pdf import to_pdf
from lms.core.tables import PLACE, SUPERIOR
from lms.requirements.seals.package import Contents
from lms.requirements.seals.summary import summary
from lms.requirements.words import rule_sentence
from lms.training.words import ORGANISERS


def report_pdf(contents: Contents, manifest: Mapping[str, Any], made_on: date) -> bytes:
    """The report; the same contents and manifest give the same bytes."""
    rules = contents.rules()
    units = {line.commune_code: line.commune for line in contents.people}
    html = render_template(
        "documents/seal.html",
        year=contents.year,
        opens=date.fromisoformat(contents.year["opens"]),
        closes=date.fromisoformat(contents.year["closes"]),
        manifest=manifest,
        found=summary(contents),
        sentences={code: rule_sentence(rule, units) for code, rule in rules.items()},
        organisers={kind.value: words for kind, words in ORGANISERS.items()},
        superior=SUPERIOR,
        place_and_day=f"{PLACE}, {long_day(made_on)}",
    )
    return to_pdf(html, render_template("documents/seal.css"))
