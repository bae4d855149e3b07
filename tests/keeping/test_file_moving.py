"""All files move into another store, each compared by its SHA-256."""

import hashlib
from pathlib import Path

import pytest
from flask import Flask

from lms.core.store import store
from lms.settings import Settings
from tests.conftest import make_app


def key_of(body: bytes) -> str:
    digest = hashlib.sha256(body).hexdigest()
    return f"files/{digest[:2]}/{digest}"


@pytest.fixture
def place(tmp_path: Path) -> Flask:
    app = make_app(Settings(data_dir=str(tmp_path / "here"), log_level="ERROR"))
    with app.app_context():
        for body in (b"a", b"b", bytes(3 << 20)):
            store().put(key_of(body), body)
        store().put("seals/x.zip", b"no digest in its name")
        store().put("pictures/ab/derived", b"made again")
    return app


def run(app: Flask, *words: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=["files", "move", *words])
    assert result.exit_code == code, (result.output, result.exception)
    return str(result.output)


def test_every_file_arrives_and_a_second_run_copies_nothing(place: Flask, tmp_path: Path) -> None:
    there = str(tmp_path / "there")
    assert "4 copied, 0 differ" in run(place, there)
    assert "0 copied, 0 differ" in run(place, there)
    (tmp_path / "there" / key_of(b"a")).unlink()
    assert f"DIFFERS: {key_of(b'a')}" in run(place, there, "--check", code=1)
    assert "1 copied, 0 differ" in run(place, there)
    assert not (tmp_path / "there" / "pictures").exists()


def test_a_changed_copy_is_named(place: Flask, tmp_path: Path) -> None:
    run(place, str(tmp_path / "there"))
    (tmp_path / "there" / key_of(b"b")).write_bytes(b"c")
    (tmp_path / "there" / "seals" / "x.zip").write_bytes(b"yes digest in its nam")
    out = run(place, str(tmp_path / "there"), code=1)
    assert f"DIFFERS: {key_of(b'b')}" in out
    assert "2 differ" in out
    assert "the folder itself" in run(place, str(tmp_path / "here"), code=1)
