"""Seals a year: facts and figures as a package, checked, signed, chained, kept; never rewritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from lms.core.access import Actor, Grant
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.names import tidy
from lms.core.signing import agency_key, sign_pdf
from lms.core.store import Gone, store
from lms.org.queries import NamedUnit, get_unit
from lms.requirements import duties, queries, results
from lms.requirements.confirming import refuse_open_year
from lms.requirements.models import Seal, TrainingYear
from lms.requirements.permissions import CoveragePermission
from lms.requirements.results import CommuneResult
from lms.requirements.rules import Coverage
from lms.requirements.seals.collecting import collect
from lms.requirements.seals.lines import ConfirmationLine
from lms.requirements.seals.package import (
    CERTIFICATE,
    FORMAT,
    MANIFEST,
    REPORT,
    SIGNATURE,
    Contents,
    as_json,
    digest_of,
    files_of,
    listed,
    sha256,
    zipped,
)
from lms.requirements.seals.report import report_pdf
from lms.requirements.seals.summary import summary
from lms.requirements.seals.verifying import verify


@dataclass(frozen=True)
class Made:
    """A package ready to be kept: its bytes, digest, and the figures of everybody."""

    body: bytes
    digest: str
    figures: dict[str, dict[str, int]]


STEPS = 3  # facts and figures read; package made and checked; kept


def seal(
    year: TrainingYear,
    unit: NamedUnit,
    reason: str,
    *,
    by: Actor,
    at: datetime,
    step: Callable[[int], None] = lambda _done: None,
) -> Seal:
    """Seal a year that is over, below a unit; a second time only when something has changed.

    Refused without a reason when communes have not confirmed or were not accepted, or for a later
    edition; refused when the figures are not what a recount of the package gives.
    """
    refuse_open_year(year, at)
    communes = results.communes(reader(unit), year)
    last = latest(year.year, unit.id)
    refuse_unexplained(communes, last, reason)
    contents = collect(year, unit, [_confirmation(one) for one in communes])
    files = files_of(contents)
    digest = digest_of(files)
    step(1)
    if last is not None and last.digest == digest:
        raise Refused(_("Nothing has changed since edition %(n)s.", n=last.edition))
    manifest = _manifest(contents, digest, unit, last, tidy(reason), by, at)
    made = make(contents, files, manifest, at)
    step(2)
    row = Seal(
        year=year.year,
        unit_id=unit.id,
        edition=last.edition + 1 if last else 1,
        digest=digest,
        sha256=sha256(made.body),
        size=len(made.body),
        figures=made.figures,
        reason=tidy(reason),
        **entered(by, at),
    )
    _keep(made.body)
    db.session.add(row)
    db.session.flush()
    record("year.sealed", row, by=by, at=at, label=f"{year.year} {unit.title}", digest=digest)
    return row


def refuse_unexplained(communes: Sequence[CommuneResult], last: Seal | None, reason: str) -> None:
    """Raise Refused when a seal needs a reason and has none."""
    if tidy(reason):
        return
    waiting = sum(not one.is_ready for one in communes)
    if waiting:
        raise Refused(
            _("%(n)s communes are not accepted. Say why the year is sealed without them.",
              n=waiting)
        )  # fmt: skip
    if last is not None:
        raise Refused(_("This year is sealed. Say why a new edition is made."))


def reader(unit: NamedUnit) -> Actor:
    """Who reads the figures for a seal: everything below the unit, whoever seals."""
    grant = Grant("seal", frozenset({CoveragePermission.READ}), unit_id=unit.id)
    return Actor(None, "seal", (grant,))


def _confirmation(one: CommuneResult) -> ConfirmationLine:
    step = one.step
    return ConfirmationLine(
        commune_code=one.unit.code or "",
        commune=one.unit.title,
        stage="changed" if one.has_changed else one.stage.value,
        by=step.by_name if step else "",
        on=local_day(step.at) if step else None,
        reason=step.reason if step else "",
    )


def _manifest(
    contents: Contents,
    digest: str,
    unit: NamedUnit,
    last: Seal | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    year = contents.year["year"]
    before = latest(year - 1, unit.id)
    return {
        "format": FORMAT,
        "year": year,
        "unit": unit.title,
        "unit_code": unit.code or "",
        "edition": last.edition + 1 if last else 1,
        "reason": reason,
        "sealed_at": at.isoformat(timespec="seconds"),
        "sealed_by": by.name,
        "organisation": current_app.config["ORGANISATION"],
        "digest": digest,
        "previous_edition": last.digest if last else None,
        "previous_year": before.digest if before else None,
        "figures": _figures(contents),
    }


def _figures(contents: Contents) -> dict[str, dict[str, int]]:
    return {one.code: results.numbers_of(one.everybody.coverage) for one in summary(contents).asked}


def make(
    contents: Contents, facts: Mapping[str, bytes], manifest: dict[str, Any], at: datetime
) -> Made:
    """The package: the files of the contents, signed report, manifest, its signature.

    Refused when it is not sound.
    """
    key = agency_key()
    manifest |= {"signed_by": key.holder, "official_key": key.is_official}
    manifest["key_sha256"] = sha256(key.pem())
    files = {**facts, REPORT: _signed_report(contents, manifest, at)}
    told = as_json({**manifest, "files": listed(files)})
    files |= {MANIFEST: told, SIGNATURE: key.sign(told), CERTIFICATE: key.pem()}
    body = zipped(files)
    found = verify(body)
    if not found.is_sound:
        raise Refused(
            _("The figures are not what the facts give: %(fault)s. Nothing was sealed.",
              fault=found.faults[0])
        )  # fmt: skip
    return Made(body, manifest["digest"], manifest["figures"])


def _signed_report(contents: Contents, manifest: dict[str, Any], at: datetime) -> bytes:
    with force_locale("vi"):  # an office's document, whoever presses the button
        body = report_pdf(contents, manifest, local_day(at))
    return sign_pdf(body, f"Niêm phong số liệu năm {manifest['year']}")


def latest(year: int, unit_id: UUID) -> Seal | None:
    """The newest edition of a year's seal of a unit."""
    query = select(Seal).where(Seal.year == year, Seal.unit_id == unit_id)
    return db.session.scalar(query.order_by(Seal.edition.desc()).limit(1))


def _keep(body: bytes) -> None:
    """Whole or not at all; the row counts only once the transaction is through."""
    store().put(key_of(sha256(body)), body)


def key_of(digest: str) -> str:
    """Where in the store a package lies."""
    return f"seals/{digest}.zip"


def package_of(row: Seal) -> bytes:
    """The bytes of a sealed package. Refused when they are gone or not what was sealed."""
    try:
        body = store().get(key_of(row.sha256))
    except Gone:
        body = b""
    if sha256(body) != row.sha256:
        raise Refused(_("This file is damaged or gone. Please tell the administrator."))
    return body


@dataclass(frozen=True)
class Compared:
    """A requirement's figures as sealed, and as the facts give them now."""

    code: str
    sealed: Coverage
    now: Coverage

    @property
    def same(self) -> bool:
        """Whether they are the same in every number."""
        return self.sealed == self.now


def compared(row: Seal, year: TrainingYear) -> list[Compared]:
    """The figures of a seal beside those of today; what was corrected since shows here."""
    unit = get_unit(row.unit_id, year.closes)
    found = {
        duty.code: queries.counted_in(reader(unit), duty, year.closes)
        for duty in duties.duties(year, year.closes)
    }
    return [
        Compared(code, results.coverage_in(figures), found.get(code, Coverage()))
        for code, figures in row.figures.items()
    ]


def seals_of(year: int, unit_ids: Sequence[UUID]) -> Sequence[Seal]:
    """The editions of a year's seal, of these units, the newest first."""
    query = select(Seal).where(Seal.year == year, Seal.unit_id.in_(unit_ids))
    return db.session.scalars(query.order_by(Seal.unit_id, Seal.edition.desc())).all()
