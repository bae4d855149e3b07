"""All files move into another store, each compared by its SHA-256."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from lms.core.store import store
from lms.settings import Settings
from tests import s3
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


def test_they_move_into_buckets_and_back(place: Flask, tmp_path: Path) -> None:
    there = "s3://hocso/2026"
    with s3.server() as address:
        of_bucket = {"files_endpoint": address, "files_key": "k", "files_secret": "s"}
        place.extensions["settings"] = replace(place.extensions["settings"], **of_bucket)
        assert "4 copied, 0 differ" in run(place, there)
        assert "0 copied, 0 differ" in run(place, there, "--check")
        in_bucket = replace(
            place.extensions["settings"], files_url=there, data_dir=str(tmp_path / "web")
        )
        moved = make_app(in_bucket)
        with moved.app_context():
            assert store().get(key_of(b"b")) == b"b"
            store().put(key_of(b"b"), b"damaged")
        assert f"DIFFERS: {key_of(b'b')}" in run(place, there, "--check", code=1)
        with moved.app_context():
            store().put(key_of(b"b"), b"b")
        assert "4 copied, 0 differ" in run(moved, str(tmp_path / "back"))
    assert (tmp_path / "back" / "seals" / "x.zip").read_bytes() == b"no digest in its name"


def test_a_changed_copy_is_named(place: Flask, tmp_path: Path) -> None:
    run(place, str(tmp_path / "there"))
    (tmp_path / "there" / key_of(b"b")).write_bytes(b"c")
    (tmp_path / "there" / "seals" / "x.zip").write_bytes(b"yes digest in its nam")
    out = run(place, str(tmp_path / "there"), code=1)
    assert f"DIFFERS: {key_of(b'b')}" in out
    assert "2 differ" in out
    assert "the folder itself" in run(place, str(tmp_path / "here"), code=1)
