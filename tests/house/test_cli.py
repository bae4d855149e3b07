"""Commands, as a person at the keyboard meets them."""

import socket
from pathlib import Path

import pytest
from flask import Flask

from lms.core.db import db
from lms.core.outbox import Message
from lms.people.models import Account
from lms.requirements.models import Standing


@pytest.fixture
def empty(migrated: Flask) -> Flask:
    return migrated


def run(app: Flask, *words: str, code: int = 0) -> str:
    result = app.test_cli_runner().invoke(args=words)
    assert result.exit_code == code, (result.output, result.exception)
    return str(result.output)


def test_the_demo_is_whole_and_a_wrong_figure_is_found_and_mended(empty: Flask) -> None:
    run(empty, "demo", "load", "--scale", "commune")
    out = run(empty, "coverage", "recount", "--check")
    assert out.count(", 0 differ") == 2
    assert "there is data already" in run(empty, "demo", "load", code=1)
    assert run(empty, "demo", "load", "--if-empty") == ""
    with empty.app_context():
        assert db.session.query(Account).count() == 7
        assert db.session.query(Standing).count() > 20
        db.session.query(Standing).update({"attendances": 99})
        db.session.commit()
    assert "99" in run(empty, "coverage", "recount", "--check", code=1)
    run(empty, "coverage", "recount")
    run(empty, "coverage", "recount", "--check")
    reminders_are_planned_once(empty)


def reminders_are_planned_once(loaded: Flask) -> None:
    with loaded.app_context():
        db.session.query(Message).delete()
        db.session.commit()
    plan = ("reminders", "plan", "--day", "2026-12-01")
    number = run(loaded, *plan, "--dry-run").split()[-5]
    assert int(number) > 10
    assert run(loaded, *plan) == f"{number} messages written\n"
    assert run(loaded, *plan).startswith("0 ")
    nowhere = loaded.test_cli_runner().invoke(args=["reminders", "plan", "--day", "1999-01-01"])
    assert "no training year" in nowhere.output


def test_a_real_start(empty: Flask) -> None:
    assert "65 units of today" in run(empty, "units", "load")
    assert "already" in run(empty, "units", "load", code=1)
    assert "M0: version 1 (published)" in run(empty, "modules", "load")
    assert "M0: unchanged" in run(empty, "modules", "load")
    assert "6 versions indexed" in run(empty, "modules", "index")
    run(empty, "years", "open", "2026", "--legal-basis", "Kế hoạch năm")
    assert "đã được mở" in run(empty, "years", "open", "2026", "--legal-basis", "x", code=1)
    words = ("account", "open", "tung", "--name", "Lương Thanh Tùng", "--role", "department")
    assert "Tỉnh Lạng Sơn" in run(empty, *words, "--unit", "20", "--password", "mat-khau-dai")
    assert "no unit has the code" in run(
        empty, *words, "--unit", "99999", "--password", "x", code=1
    )


def test_a_wrong_folder_is_said(empty: Flask, tmp_path: Path) -> None:
    assert "no folder with a module.toml" in run(empty, "modules", "load", str(tmp_path), code=1)


def test_access_prints_the_table(empty: Flask) -> None:
    assert "requirements:coverage:read" in run(empty, "access")


def test_a_taken_port_is_said_in_a_sentence(empty: Flask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} is in use" in run(empty, "serve", "--port", str(port), code=1)
