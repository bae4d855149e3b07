"""What must be true after every drill: nothing acknowledged is lost, nothing is there twice.

`check(stack, folders)` reads `acknowledged.jsonl` of each folder (bench/phones.py writes it) and
the database as it is now. reliability.md, section 6: every run ends with the same checker.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import func, select, text

from certificates.models import Certificate, CertificateDocument, NumberBook, VoidNumber
from courses.models import ModuleCompletion
from lms.app import create_app
from lms.core.db import db, reading
from lms.core.errors import DomainError
from lms.core.files import StoredFile, body_kept
from lms.settings import Settings
from quizzes.models import Attempt, Mark, Response, Submission

SHOWN = 20
FILES = 3_000  # so many of each kind are read whole, the newest


class Drilled(Protocol):
    """What was drilled: a database, its data folder, a way to run a command."""

    address: str
    folder: Path
    environment: dict[str, str]

    def flask(self, *words: str) -> Any:
        """Run a command of the product."""


@dataclass
class Findings:
    """What was looked at and what is wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def check(drilled: Drilled, folders: Iterable[Path]) -> Findings:
    """Everything, on the database as it is now."""
    settings = Settings(
        database_url=drilled.address,
        data_dir=str(drilled.folder),
        log_level="ERROR",
        secret_key=drilled.environment["LMS_SECRET_KEY"],
    )
    found = Findings()
    app = create_app(settings)
    with app.app_context(), reading():
        kept = list(_acknowledged(folders))
        for step in (_answers, _submissions, _seen_certificates):
            found.wrong += step(found.counts, kept)
        for look in (_marks, _certificates, _books, _files, _jobs, _database):
            found.wrong += look(found.counts)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    recount = drilled.flask("coverage", "recount", "--check")
    if recount.returncode:
        found.wrong.append(f"coverage: {recount.stdout}{recount.stderr}"[:2_000])
    return found


def show_findings(found: Findings) -> None:
    """Print them."""
    print(f"  checked: {dict(found.counts)}")
    for line in found.wrong[:SHOWN]:
        print(f"  WRONG: {line}")
    print(f"  {'nothing is lost and nothing is there twice' if not found.wrong else 'FAILED'}",
          flush=True)  # fmt: skip


def _acknowledged(folders: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for folder in folders:
        file = folder / "acknowledged.jsonl"
        if file.exists():
            yield from (json.loads(line) for line in file.open() if line.endswith("\n"))


def _parts(ids: Iterable[UUID]) -> Iterator[list[UUID]]:
    todo = list(ids)
    return (todo[start : start + 500] for start in range(0, len(todo), 500))


def _answers(counts: Counter[str], kept: list[dict[str, Any]]) -> Iterator[str]:
    """Each acknowledged answer is there under its request, once, with the value that was sent."""
    said = [one for one in kept if one["what"] == "answer"]
    counts["answers acknowledged"] = len(said)
    stored: dict[tuple[str, str], list[Response]] = defaultdict(list)
    for some in _parts({UUID(one["attempt"]) for one in said}):
        for row in db.session.scalars(select(Response).where(Response.attempt_id.in_(some))):
            stored[str(row.attempt_id), row.request_id].append(row)
    for one in said:
        rows = stored[one["attempt"], one["request"]]
        if len(rows) != 1 or rows[0].position != one["position"]:
            yield f"answer kept {len(rows)} times: {one}"
        elif "option" in one["fields"] and rows[0].answer != {
            "option": int(one["fields"]["option"])
        }:
            yield f"answer is {rows[0].answer}, acknowledged was {one}"


def _submissions(counts: Counter[str], kept: list[dict[str, Any]]) -> Iterator[str]:
    """Each acknowledged handing in is there, with its mark."""
    said = {UUID(one["attempt"]) for one in kept if one["what"] == "submission"}
    counts["tests handed in"] = len(said)
    for some in _parts(said):
        for table in (Submission, Mark):
            there = set(
                db.session.scalars(select(table.attempt_id).where(table.attempt_id.in_(some)))
            )
            yield from (f"no {table.__tablename__} of {one}" for one in some if one not in there)


def _seen_certificates(counts: Counter[str], kept: list[dict[str, Any]]) -> Iterator[str]:
    said = {UUID(one["id"]) for one in kept if one["what"] == "certificate"}
    counts["certificates seen"] = len(said)
    for some in _parts(said):
        there = set(db.session.scalars(select(Certificate.id).where(Certificate.id.in_(some))))
        yield from (f"certificate {one} was shown and is gone" for one in some if one not in there)


def _marks(counts: Counter[str]) -> Iterator[str]:
    """Handed in and marked go together; nobody has two attempts of a mode under way."""
    counts["marks"] = db.session.scalar(select(func.count()).select_from(Mark)) or 0
    half = select(Submission.attempt_id).outerjoin(Mark, Mark.attempt_id == Submission.attempt_id)
    for attempt in db.session.scalars(half.where(Mark.attempt_id.is_(None))):
        yield f"{attempt} is handed in without a mark"
    other = select(Mark.attempt_id).outerjoin(Submission, Mark.attempt_id == Submission.attempt_id)
    for attempt in db.session.scalars(other.where(Submission.attempt_id.is_(None))):
        yield f"{attempt} is marked without being handed in"
    numbers = select(Attempt.person_id, Attempt.quiz_version_id, Attempt.mode, Attempt.number)
    for row in db.session.execute(numbers.group_by(*numbers.selected_columns).having(
        func.count() > 1)):  # fmt: skip
        yield f"two attempts with one number: {tuple(row)}"


def _certificates(counts: Counter[str]) -> Iterator[str]:
    """None without what earns it, none twice."""
    counts["certificates"] = db.session.scalar(select(func.count()).select_from(Certificate)) or 0
    unearned = (
        select(Certificate.id)
        .join(ModuleCompletion, ModuleCompletion.enrolment_id == Certificate.enrolment_id,
              isouter=True)
        .join(Mark, Mark.attempt_id == ModuleCompletion.attempt_id, isouter=True)
        .where(Certificate.enrolment_id.is_not(None))
        .where(ModuleCompletion.attempt_id.is_(None) | Mark.passed.is_not(True))
    )  # fmt: skip
    for one in db.session.scalars(unearned):
        yield f"certificate {one} without a passed attempt"
    key = (Certificate.person_id, Certificate.certification_id, Certificate.year)
    first = select(*key).where(Certificate.replaces_id.is_(None))
    for row in db.session.execute(first.group_by(*key).having(func.count() > 1)):
        yield f"two certificates for one thing: {tuple(row)}"


def _books(counts: Counter[str]) -> Iterator[str]:
    """The numbers of each book go on without a gap to the last one given."""
    for book in db.session.scalars(select(NumberBook)):
        taken: list[int] = []
        for table, year in ((Certificate, Certificate.book_year), (VoidNumber, VoidNumber.year)):
            some = select(table.number).where(table.issuer_id == book.issuer_id, year == book.year)
            taken += db.session.scalars(some)
        counts["numbers of books"] += len(taken)
        if sorted(taken) != list(range(1, book.last_number + 1)):
            gaps = [pair for pair in pairwise(sorted(taken)) if pair[1] != pair[0] + 1]
            yield f"book {book.year}: {len(taken)} of {book.last_number}, gaps {gaps[:5]}"


def _files(counts: Counter[str]) -> Iterator[str]:
    """Every file a row names is there, whole."""
    documents = select(CertificateDocument.sha256).order_by(CertificateDocument.id.desc())
    files = select(StoredFile.sha256).order_by(StoredFile.id.desc())
    for query in (documents, files):
        for digest in db.session.scalars(query.limit(FILES)):
            counts["files whole"] += 1
            try:
                body_kept(digest)
            except DomainError as error:
                yield f"file {digest}: {error.message}"


def _jobs(counts: Counter[str]) -> Iterator[str]:
    """Every job has ended, and none badly."""
    query = text("SELECT kind, key, tries, ended_at, problem FROM job")
    for kind, key, tries, ended, problem in db.session.execute(query):
        counts["jobs"] += 1
        if ended is None or problem:
            yield f"job {kind} {key}: tried {tries} times, ended {ended}, {problem}"


def _database(counts: Counter[str]) -> Iterator[str]:
    """What the database itself can say."""
    if db.engine.dialect.name != "sqlite":
        return
    for (line,) in db.session.execute(text("PRAGMA integrity_check")):
        counts["integrity ok"] += line == "ok"
        if line != "ok":
            yield f"integrity: {line}"
    for row in db.session.execute(text("PRAGMA foreign_key_check")):
        yield f"foreign key: {tuple(row)}"
