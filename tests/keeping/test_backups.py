"""A place is backed up while it is used, brought back elsewhere, and proves itself there."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

from certificates import documents
from certificates.checking import of_certificate
from certificates.document_fields import qr_address
from certificates.models import Certificate
from lms.core.access import SYSTEM
from lms.core.audit import AuditEvent, record
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.core.jobs.asking import later
from lms.core.jobs.scheduling import key_of
from lms.core.store import store
from lms.keeping.postgres_programs import program
from lms.requirements.models import Seal
from lms.requirements.seals import sealing
from lms.requirements.seals.checking import check_package
from lms.settings import Settings
from tests.conftest import make_app
from tests.ready_made import ROOT, environment

WRITTEN = "written meanwhile"
ABC = "files/ba/ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def run(app: Flask, *words: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == code, (result.output, result.exception)
    return str(result.output)


@contextmanager
def empty_database(kind: str, postgres_address: str, folder: Path, name: str) -> Iterator[Settings]:
    """Settings of an empty place."""
    settings = Settings(data_dir=str(folder / name), log_level="ERROR", verify_per_minute=10_000)
    if kind == "sqlite":
        yield settings
        return
    admin = create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield replace(settings, database_url=postgres_address.replace("/postgres?", f"/{name}?"))
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def used(own_kind: str, postgres_address: str, prepared: Path, tmp_path: Path) -> Iterator[Flask]:
    """A commune in use, its last year sealed, with the documents of a few certificates made."""
    with empty_database(own_kind, postgres_address, tmp_path, "used") as settings:
        shutil.copytree(prepared, settings.data_dir)
        if own_kind == "postgresql":
            here = make_app(replace(settings, database_url=""))
            assert ", 0 differ" in run(here, "database", "move", settings.database_url)
            close(here)
        app = make_app(settings)
        with app.app_context(), transaction():
            few = db.session.scalars(select(Certificate.id).where(Certificate.claim != "").limit(3))
            assert documents.make(few.all(), at=now()) == 3
        yield app
        close(app)


@contextmanager
def writing(app: Flask) -> Iterator[list[int]]:
    """Somebody else writes all the time; the numbers of what is committed."""
    kept, is_over = [0], threading.Event()

    def write() -> None:
        with app.app_context():
            while not is_over.is_set():
                with transaction():
                    label = str(kept[-1] + 1)
                    record(WRITTEN, None, by=SYSTEM, at=now(), label=label)
                kept.append(kept[-1] + 1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        while len(kept) < 5:
            assert thread.is_alive()
        yield kept
    finally:
        is_over.set()
        thread.join()


def test_what_is_brought_back_proves_itself(
    used: Flask, own_kind: str, postgres_address: str, tmp_path: Path
) -> None:
    with writing(used) as kept:
        before = kept[-1]
        run(used, "backup", "make", "--keys", str(tmp_path / "backups"))
    (file,) = (tmp_path / "backups").iterdir()
    deep = ["--deep"] if own_kind == "postgresql" else []
    assert "2 private keys" in run(used, "backup", "verify", str(file), *deep)
    notices_changes(used, file)
    with empty_database(own_kind, postgres_address, tmp_path, "elsewhere") as settings:
        given = {**environment(Path(settings.data_dir)), "LMS_DATABASE_URL": settings.database_url}
        command = [sys.executable, "-m", "flask", "backup", "restore", str(file)]
        done = subprocess.run(
            command, env=given, cwd=ROOT, check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.count(", 0 differ") == 2
        assert "whole: 3" in done.stdout
        again = make_app(settings)
        assert "into an empty" in run(again, "backup", "restore", str(file), code=1)
        looks_as_before(again, before, kept[-1])
        close(again)


def notices_changes(app: Flask, file: Path) -> None:
    whole, random = file.read_bytes(), Random(4)
    for place in random.sample(range(len(whole)), 5):
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        file.write_bytes(changed)
        run(app, "backup", "verify", str(file), code=1)
    file.write_bytes(whole)


def looks_as_before(app: Flask, before: int, after: int) -> None:
    """Certificates, their QR codes and the seals are good; what was committed is there."""
    with app.app_context():
        labels = db.session.scalars(select(AuditEvent.label).where(AuditEvent.action == WRITTEN))
        numbers = sorted(int(label) for label in labels)
        assert numbers == list(range(1, len(numbers) + 1))
        assert before <= len(numbers) <= after
        for seal in db.session.scalars(select(Seal)):
            assert check_package(sealing.package_of(seal)).faults == []
        found = next(
            one
            for one in db.session.scalars(select(Certificate).where(Certificate.claim != ""))
            if of_certificate(one, today()).status.holds
        )
        path = qr_address(found).removeprefix(app.config["PUBLIC_URL"])
        db.session.remove()
    reply = app.test_client().get(path)
    assert "Giấy chứng nhận hợp lệ" in reply.get_data(as_text=True)


@pytest.fixture
def few(migrated: Flask, tmp_path: Path) -> Flask:
    """A place of its own with tables and two files."""
    with migrated.app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    close(migrated)
    app = make_app(
        Settings(
            database_url=url, data_dir=str(tmp_path / "data"), log_level="ERROR",
            backup_dir=str(tmp_path / "backups"), backup_keep="1 daily 0 monthly",
        )
    )  # fmt: skip
    with app.app_context():
        store().put(ABC, b"abc")
    return app


def test_every_night_one_is_made_and_old_ones_go(few: Flask, tmp_path: Path) -> None:
    (tmp_path / "backups").mkdir()
    old = tmp_path / "backups" / "hocso-20260101-013000.hocso"
    old.write_bytes(b"")
    (tmp_path / "backups" / f"{old.name}.verified").write_text("2026-01-02")
    with few.app_context():
        later("keeping.backup", key_of("keeping.backup"), by=SYSTEM, at=now())
    file, verified = sorted((tmp_path / "backups").iterdir())
    assert (file != old, verified.name) == (True, f"{file.name}.verified")
    assert "1 files, 0 private keys" in run(few, "backup", "verify", str(file))
    with few.app_context():
        store().put(ABC, b"abd")
    assert "DAMAGED in the store: files/ba/ba78" in run(
        few, "backup", "make", str(tmp_path / "backups"), code=1
    )
    close(few)


def test_encrypted_with_the_keys_in_it(few: Flask, tmp_path: Path) -> None:
    (recipient,) = run(few, "backup", "key", str(tmp_path / "key")).split("=")[1:]
    few.config["BACKUP_RECIPIENTS"] = recipient
    (tmp_path / "data" / "keys").mkdir(parents=True)
    (tmp_path / "data" / "keys" / "a.pem").write_text("private")
    run(few, "backup", "make", str(tmp_path / "backups"))
    (file,) = (tmp_path / "backups").iterdir()
    assert "is encrypted" in run(few, "backup", "verify", str(file), code=1)
    given = ("--identity", str(tmp_path / "key"))
    assert "1 private keys" in run(few, "backup", "verify", str(file), *given)
    close(few)


def test_a_place_that_holds_something_is_refused(few: Flask, tmp_path: Path) -> None:
    run(few, "backup", "make", str(tmp_path / "backups"))
    (file,) = (tmp_path / "backups").iterdir()
    assert "into an empty" in run(few, "backup", "restore", str(file), code=1)
    close(few)
    there = tmp_path / "there"
    elsewhere = make_app(Settings(data_dir=str(there), log_level="ERROR"))
    with elsewhere.app_context():
        is_sqlite = few.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
        store().put("seals/x.zip", b"of somebody else")
    said = run(elsewhere, "backup", "restore", str(file), code=1)
    assert ("holds files already" if is_sqlite else "restore it there") in said
    assert not (there / "hocso.db").exists()


def test_broken_off_in_the_middle_it_is_done_again(
    few: Flask, own_kind: str, postgres_address: str, tmp_path: Path
) -> None:
    run(few, "backup", "make", str(tmp_path / "backups"))
    close(few)
    (file,) = (tmp_path / "backups").iterdir()
    whole = file.read_bytes()
    with empty_database(own_kind, postgres_address, tmp_path, "there") as settings:
        app = make_app(settings)
        app.extensions["checks"] = ()
        file.write_bytes(whole[: len(whole) - 2_000])
        assert "ends too early" in run(app, "backup", "restore", str(file), code=1)
        assert app.test_client().get("/readyz").status_code == 503
        close(app)
        file.write_bytes(whole)
        assert "1 files" in run(app, "backup", "restore", str(file))
        assert app.test_client().get("/readyz").status_code == 200
        with app.app_context():
            assert not store().has("restoring.txt")
        close(app)


@pytest.mark.parametrize("own_kind", ["sqlite"], indirect=True)
def test_a_damaged_database_is_noticed_and_older_backups_stay(few: Flask, tmp_path: Path) -> None:
    folder, place = tmp_path / "backups", Path(few.config["SQLALCHEMY_DATABASE_URI"][10:])
    run(few, "backup", "make", str(folder))
    close(few)
    with place.open("r+b") as file:
        file.seek(place.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xff" * 4096)
    said = run(few, "backup", "make", str(folder), code=1)
    assert "is damaged" in said
    assert len(list(folder.iterdir())) == 1
    close(few)


def test_programs_that_are_too_old_are_said(few: Flask) -> None:
    with pytest.raises(Exception, match="postgresql-client-99"):
        program("pg_dump", 99)
    close(few)
