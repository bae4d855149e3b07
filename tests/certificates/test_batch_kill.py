"""Two workers at once, killed again and again: everybody one certificate, numbers without a gap."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from certificates import batch_queries, batches, documents, number_book
from certificates.batch_models import Outcome, Scope
from certificates.batches import Decided
from certificates.designs import add_version
from certificates.models import Certificate, CertificateDocument, Issuer, Signing
from certificates.operations import Asked, found_certification
from certificates.template_models import Paper, Template
from lms.core.access import SYSTEM
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.org.models import Level
from lms.org.operations import found_unit
from lms.people.operations.entering import found_team
from tests.cast import BEFORE
from tests.certificates.filling import attended_by, everybody

ROOT = Path(__file__).parents[2]
PEOPLE, KILLS = 40, 6
LONGEST_LIFE = 0.4  # seconds
# Unsigned and plain: what is tried here is the order of things, not the printing.
HTML = "<html lang=vi><title>{{ number }}</title><p>{{ holder }}</p></html>"


def a_begun_batch() -> Any:
    """Forty people of a team who attended a class, and a decision that lists them."""
    commune = found_unit(Level.COMMUNE, "Xã", "Na Sầm", since=BEFORE, parent=None)
    village = found_unit(Level.VILLAGE, "Thôn", "Nà Pàn", since=BEFORE, parent=commune)
    team = found_team("Tổ CNSCĐ thôn Nà Pàn", village.id, since=BEFORE)
    issuer = Issuer(superior="", name="Sở", place="Lạng Sơn", series="GCN-X", signatory="Giám đốc")
    db.session.add(issuer)
    db.session.flush()
    held = attended_by(PEOPLE, commune.id, [team.id])
    template = Template(name="Trơn", design="", paper=Paper.A5)
    db.session.add(template)
    plain = add_version(template, HTML, "", "", by=SYSTEM, at=now())
    asked = Asked(
        title="Bốn giờ", class_hours=4, is_automatic=False, signing=Signing.BY_HAND,
        template_version_id=plain.id,
    )  # fmt: skip
    certification = found_certification("G4", issuer, asked, by=SYSTEM, at=now())
    decided = Decided(Scope.CLASS, held.id, "Lớp", "1/QĐ", today())
    people = everybody(held)
    batch = batches.found_batch(
        certification.id, today().year, decided, people, by=SYSTEM, at=now()
    )
    batches.begin(batch, by=SYSTEM, at=now())
    return batch


def kill_again_and_again(batch_id: Any, app: Flask) -> int:
    """Begin two workers, kill both at some moment, again; then let two come to the end."""
    environment = {
        **os.environ, "LMS_DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "LMS_DATA_DIR": app.config["DATA_DIR"], "LMS_LOG_LEVEL": "CRITICAL",
    }  # fmt: skip
    chance, killed = Random(11), 0
    with subprocess.Popen(
        [sys.executable, "-m", "tests.certificates.kill", str(batch_id)],
        cwd=ROOT, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as forking:  # fmt: skip
        assert forking.stdin is not None
        assert forking.stdout is not None
        for turn in range(KILLS + 1):
            forking.stdin.write("2\n")
            forking.stdin.flush()
            pids = [int(pid) for pid in forking.stdout.readline().split()]
            for pid in pids if turn < KILLS else ():
                time.sleep(chance.random() * LONGEST_LIFE)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            ends = forking.stdout.readline().split()
            killed += ends.count(str(int(signal.SIGKILL)))
        assert ends == ["0", "0"]
        forking.stdin.close()
    return killed


def test_nobody_gets_two_and_no_number_is_lost(migrated: Flask) -> None:
    with migrated.app_context(), transaction():
        batch_id = a_begun_batch().id
    assert kill_again_and_again(batch_id, migrated) >= KILLS
    with migrated.app_context():
        rows = db.session.scalars(select(Certificate)).all()
        assert sorted(row.number for row in rows) == list(range(1, PEOPLE + 1))
        assert set(Counter(row.person_id for row in rows).values()) == {1}
        assert batch_queries.outcomes(batch_id) == {Outcome.ISSUED: PEOPLE}
        kept = db.session.scalars(select(CertificateDocument)).all()
        assert {one.certificate_id for one in kept} == {row.id for row in rows}
        assert len(kept) == PEOPLE
        assert all(documents.body_of(one).startswith(b"%PDF") for one in kept)
        book = number_book.Book(db.session.scalars(select(Issuer)).one(),
                                today().year, PEOPLE)  # fmt: skip
        assert number_book.gaps(book) == []
