"""The long work that runs while processes are killed, and whether each of it happened once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from bench.certificates import listed
from bench.rosters import roster_file
from bench.stack import Stack
from certificates import batches
from certificates.batch_models import BatchLine, IssueBatch, Outcome
from certificates.jobs import BATCH
from certificates.models import Certificate, CertificateDocument
from lms.app import create_app
from lms.core.access import SYSTEM, Actor
from lms.core.clock import now, today
from lms.core.db import db, new_id, transaction
from lms.core.jobs.asking import later
from lms.core.jobs.models import IS_OPEN, Job
from lms.core.sheets import read_book
from lms.demo.accounts import DEMO_ACCOUNTS
from lms.people.imports.comparison import verdicts
from lms.people.imports.verdicts import Verdict
from lms.people.jobs import IMPORT
from lms.people.models import Person, RosterImport
from lms.people.operations import importing
from lms.people.signin import actor_of, person_of
from lms.roles import ROLES
from lms.settings import Settings
from quizzes.correction_queries import get_correction
from quizzes.jobs import CORRECTION
from quizzes.models import AttemptItem, ItemVersion
from quizzes.operations import correcting, regrading
from quizzes.regrade_models import RegradedMark

LISTED, ROWS = 400, 600
WAIT = 300  # seconds for what is left when nobody kills any more
OFFICER = next(one.username for one in DEMO_ACCOUNTS if one.role == "department")


class Jobs:
    """A batch of certificates, a roster file and a corrected key, all asked for as pages do."""

    def __init__(self, up: Stack) -> None:
        self.up = up
        settings = Settings(database_url=up.address, data_dir=str(up.folder), log_level="ERROR",
                            secret_key=up.environment["LMS_SECRET_KEY"],
                            redis_url=up.environment.get("LMS_REDIS_URL", ""))  # fmt: skip
        self.app: Flask = create_app(settings)
        with self._inside(), transaction():
            self.batch: UUID = listed(LISTED, "GCN-THU").id
            self.correction = self._propose()
            self.officer = actor_of(_officer(), today(), ROLES)
            self.import_ = self._take_file()
        # Rows written in bulk above announce nothing: the projections are counted anew.
        up.flask("coverage", "recount")
        with self._inside():
            self.people = db.session.scalar(select(func.count()).select_from(Person)) or 0

    @contextmanager
    def _inside(self) -> Iterator[None]:
        with self.app.app_context():
            yield
            db.session.remove()
            db.engine.dispose()  # nothing is held while the database is stopped

    def _propose(self) -> UUID:
        """The question most people met gets another key."""
        met = (
            select(AttemptItem.item_version_id)
            .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
            .where(ItemVersion.kind == "single_choice")
            .group_by(AttemptItem.item_version_id)
            .order_by(func.count().desc())
            .limit(1)
        )
        wrong = db.session.get_one(ItemVersion, db.session.scalars(met).one())
        key = {"option": (wrong.key["option"] + 1) % len(wrong.options)}
        by = Actor(new_id(), "trainer")
        found = correcting.propose(wrong, key, explanation="!", reason="?", by=by, at=now())
        db.session.flush()
        return found.id

    def _take_file(self) -> UUID:
        sheets = read_book(roster_file(ROWS), "kills.xlsx")
        one = importing.take(sheets, "kills.xlsx", today(), by=self.officer, at=now())
        db.session.flush()
        counts = Counter(row.verdict for row in verdicts(one, self.officer))
        self.new = counts[Verdict.NEW]
        return one.id

    def begin(self) -> None:
        """Ask for all of it."""
        with self._inside(), transaction():
            batches.begin(db.session.get_one(IssueBatch, self.batch), by=SYSTEM, at=now())
            later(BATCH, self.batch, by=SYSTEM, at=now())
            later(CORRECTION, self.correction, by=self.officer, at=now(), note="")
            later(IMPORT, self.import_, by=self.officer, at=now())

    def wait(self) -> float:
        """Wait until no job is open; seconds it took."""
        began = time.time()
        while time.time() - began < WAIT:
            with self._inside():
                if not db.session.scalar(select(func.count()).select_from(Job).where(IS_OPEN)):
                    break
            time.sleep(1)
        return time.time() - began

    def check(self, counts: Counter[str]) -> list[str]:
        """What is wrong with their outcomes."""
        with self._inside():
            return [*self._batch(counts), *self._file(counts), *self._key(counts)]

    def _batch(self, counts: Counter[str]) -> Iterator[str]:
        """Everybody on the list has one certificate and it one document."""
        lines = db.session.scalars(select(BatchLine).where(BatchLine.batch_id == self.batch)).all()
        issued = [line for line in lines if line.outcome is Outcome.ISSUED]
        counts["issued by list"] = len(issued)
        if len(issued) != LISTED:
            yield f"batch: {len(issued)} of {LISTED} issued"
        of_batch = select(Certificate.id).where(Certificate.batch_id == self.batch)
        made = set(db.session.scalars(of_batch))
        if made != {line.certificate_id for line in issued}:
            yield f"batch: {len(made)} certificates for {len(issued)} lines"
        documents = select(CertificateDocument.certificate_id)
        documents = documents.where(CertificateDocument.certificate_id.in_(of_batch))
        found = Counter(db.session.scalars(documents))
        if set(found) != made or set(found.values()) != {1}:
            yield f"batch: {len(made)} certificates, {found.total()} documents"

    def _file(self, counts: Counter[str]) -> Iterator[str]:
        """The roster file was taken over once."""
        row = db.session.get_one(RosterImport, self.import_)
        people = (db.session.scalar(select(func.count()).select_from(Person)) or 0) - self.people
        counts["people of the file"] = people
        entered = row.report.get("counts", {}).get(str(Verdict.NEW)) if row.applied_at else None
        if entered is None or people != entered:
            yield f"file: {people} people more, its report says {entered}"

    def _key(self, counts: Counter[str]) -> Iterator[str]:
        """The corrected key was decided once and everybody is marked again."""
        found = get_correction(self.correction)
        of_this = select(func.count()).where(RegradedMark.correction_id == self.correction)
        counts["marked again"] = db.session.scalar(of_this) or 0
        if found.decision is None or not found.decision.approved or regrading.left(found):
            yield f"corrected key: {found.decision}, {counts['marked again']} marked again"


def _officer() -> Person:
    person = person_of(OFFICER)
    if person is None:
        raise SystemExit(f"nobody signs in as {OFFICER}")
    return person
