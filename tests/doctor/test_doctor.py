"""Each thing is broken for real, and the doctor says it."""

import json
import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import downgrade
from redis import Redis
from sqlalchemy import text

from lms.core.clock import now
from lms.core.db import db, new_id
from lms.core.jobs.engine import SWEPT, engine
from lms.core.jobs.models import Job
from lms.core.jobs.scheduling import key_of
from lms.core.shared import shared
from lms.core.store import set_up_store
from lms.doctor.checks import QUICK, THOROUGH, examine
from lms.doctor.findings import Check, State
from lms.doctor.looks_at_database import clocks, look_at_database
from lms.doctor.looks_at_files import (
    look_at_backup,
    look_at_disk,
    look_at_keys,
    look_at_static,
    look_at_store,
)
from lms.doctor.looks_at_jobs import look_at_queue, look_at_schedule, look_at_workers
from lms.doctor.looks_at_machine import look_at_pdf, look_at_sender, look_at_time_zone
from lms.doctor.looks_at_redis import look_at_redis
from lms.doctor.looks_at_settings import (
    look_at_addresses,
    look_at_https,
    look_at_second_factor,
    look_at_secret_key,
)
from lms.doctor.words import NAMES
from tests import redis
from tests.conftest import Visitor

GOOD = {
    "secret_key": "k" * 48,
    "https": True,
    "development": False,
    "proxies": 1,
    "public_url": "https://hocso.example.vn",
    "staff_second_factor": True,
}


@pytest.fixture
def set_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set settings anew: `set_to(https=True)`."""

    def change(**values: object) -> None:
        made = replace(engine().settings, **values)
        monkeypatch.setattr(engine(), "settings", made)

    return change


def said(check: Check, name: str) -> tuple[State, str, str]:
    """What a check says of a thing."""
    for one in examine([check]):
        if one.name == name:
            return one.state, one.sentence, one.advice
    raise AssertionError((name, examine([check])))


def test_settings_of_a_laptop_are_not_for_production(set_to: Callable[..., None]) -> None:
    set_to(secret_key="development-only-change-me", demo=True, public_url="http://10.0.0.7")
    assert said(look_at_secret_key, "secret_key")[0] is State.PROBLEM
    assert said(look_at_https, "https")[0] is State.PROBLEM
    assert said(look_at_https, "demo")[0] is State.PROBLEM
    assert said(look_at_addresses, "public_url")[0] is State.WARNING
    assert said(look_at_second_factor, "second_factor")[0] is State.WARNING
    set_to(secret_key="short")
    assert said(look_at_secret_key, "secret_key")[0] is State.PROBLEM
    set_to(https=True, proxies=0)
    assert said(look_at_addresses, "proxies")[0] is State.PROBLEM
    set_to(proxies=5)
    assert said(look_at_addresses, "proxies")[0] is State.WARNING


def test_good_settings_are_said_to_be_good(set_to: Callable[..., None]) -> None:
    set_to(**GOOD)
    checks = (look_at_secret_key, look_at_https, look_at_addresses, look_at_second_factor)
    assert {one.state for one in examine(checks)} == {State.OK}


def test_the_database_of_these_tests_is_sound(app: Flask) -> None:
    found = {one.name: one.state for one in examine([look_at_database])}
    assert found.pop("disk_sync", State.OK) in {State.OK, State.WARNING}  # as the disk is
    if db.engine.dialect.name == "postgresql":
        assert found.pop("durability") is State.PROBLEM  # the cluster of tests is not durable
        assert found.pop("connections") in {State.OK, State.WARNING}
    assert set(found.values()) == {State.OK}


def test_an_old_database_says_what_to_do(migrated: Flask) -> None:
    with migrated.app_context():
        downgrade(migrated.extensions["migrate"].directory, "-1")
        state, _sentence, advice = said(look_at_database, "migrations")
        assert (state, advice) == (State.PROBLEM, "flask db upgrade")


def test_a_database_ahead_of_us_is_no_problem(migrated: Flask) -> None:
    with migrated.app_context():
        migrated.extensions["migration_head"] = "0001"
        assert said(look_at_database, "migrations")[0] is State.WARNING
        assert migrated.test_client().get("/readyz").status_code == 200


def test_clocks_apart_are_said(app: Flask) -> None:
    assert clocks("database_clock", -90).state is State.PROBLEM
    assert clocks("database_clock", 0.4).state is State.OK


def test_a_store_that_cannot_be_written(
    app: Flask, set_to: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said(look_at_store, "store")[0] is State.OK
    (tmp_path / "doctor").write_text("a file where a folder must be")
    monkeypatch.setitem(app.extensions, "store", app.extensions["store"])
    set_up_store(app, replace(engine().settings, data_dir=str(tmp_path)))
    assert said(look_at_store, "store")[0] is State.PROBLEM


def test_keys_that_others_can_read(app: Flask, tmp_path: Path) -> None:
    before = app.config["KEYS_DIR"]
    app.config["KEYS_DIR"] = str(tmp_path / "keys")
    try:
        assert said(look_at_keys, "signing")[0] is State.WARNING  # the development key, just made
        (tmp_path / "keys").chmod(0o755)
        assert said(look_at_keys, "keys")[0] is State.PROBLEM
    finally:
        app.config["KEYS_DIR"] = before


def test_a_key_that_is_not_there(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SIGNING_KEY", "/nowhere/key.p12")
    assert said(look_at_keys, "signing")[0] is State.PROBLEM


def test_static_files_of_another_release(
    app: Flask, set_to: Callable[..., None], tmp_path: Path
) -> None:
    set_to(static_dir=str(tmp_path / "static"))
    assert said(look_at_static, "static")[0] is State.WARNING
    app.test_cli_runner().invoke(args=["static", "build", str(tmp_path / "static")])
    assert said(look_at_static, "static")[0] is State.OK


def test_no_worker_a_queue_that_stands_and_a_schedule_nobody_keeps(app: Flask) -> None:
    shared().drop(SWEPT)
    assert said(look_at_workers, "workers")[0] is State.PROBLEM
    shared().put(SWEPT, now().timestamp() - 600, 3600)
    assert said(look_at_workers, "workers")[0] is State.PROBLEM
    shared().put(SWEPT, now().timestamp(), 3600)
    assert said(look_at_workers, "workers")[0] is State.OK
    assert said(look_at_queue, "queue")[0] is State.OK
    assert said(look_at_schedule, "schedule")[0] is State.WARNING
    _job("x", asked_ago=3600)
    assert said(look_at_queue, "queue")[0] is State.PROBLEM


def test_a_schedule_that_is_kept_and_a_job_that_broke(app: Flask) -> None:
    for regular in engine().schedule:
        _job(regular.kind, asked_ago=60, ended_ago=1)
    assert {one.state for one in examine([look_at_schedule])} == {State.OK}
    assert [one.state for one in examine([look_at_queue])] == [State.OK]
    _job("y", asked_ago=60, ended_ago=1, problem="?")
    assert [one.state for one in examine([look_at_queue])] == [State.OK, State.WARNING]


def _job(kind: str, asked_ago: int, ended_ago: int | None = None, problem: str = "") -> None:
    at = now()
    ended = None if ended_ago is None else at - timedelta(seconds=ended_ago)
    db.session.add(
        Job(
            id=new_id(), kind=kind, key=key_of(kind), arguments={}, by_name="t", problem=problem,
            asked_at=at - timedelta(seconds=asked_ago), begun_at=ended, ended_at=ended,
        )
    )  # fmt: skip
    db.session.flush()


def test_a_redis_that_forgets_and_one_that_is_gone(
    app: Flask, set_to: Callable[..., None], tmp_path: Path
) -> None:
    with redis.server(tmp_path) as address, Redis.from_url(address) as client:
        set_to(redis_url=address)
        client.config_set("maxmemory-policy", "allkeys-lru")
        assert said(look_at_redis, "redis")[0] is State.OK
        assert said(look_at_redis, "redis_clock")[0] is State.OK
        assert said(look_at_redis, "redis_kept")[0] is State.WARNING
        assert said(look_at_redis, "redis_memory")[0] is State.PROBLEM
        client.config_set("maxmemory-policy", "noeviction")
        assert said(look_at_redis, "redis_memory")[0] is State.OK
    assert said(look_at_redis, "redis")[0] is State.PROBLEM
    set_to(redis_url="")
    assert said(look_at_redis, "redis")[0] is State.OK


def test_a_mail_server_that_does_not_answer(app: Flask, set_to: Callable[..., None]) -> None:
    assert said(look_at_sender, "sender")[0] is State.WARNING
    with socket.create_server(("127.0.0.1", 0)) as there:
        port = there.getsockname()[1]
        set_to(sender="smtp", mail_host="127.0.0.1", mail_port=port)
        assert said(look_at_sender, "sender")[0] is State.OK
    assert said(look_at_sender, "sender")[0] is State.PROBLEM
    set_to(sender="gateway", gateway_url=f"http://127.0.0.1:{port}/send")
    assert said(look_at_sender, "sender")[0] is State.PROBLEM


def test_what_this_machine_needs_is_here(app: Flask) -> None:
    assert said(look_at_pdf, "pdf")[0] is State.OK
    assert said(look_at_time_zone, "time_zone")[0] is State.OK
    assert said(look_at_disk, "disk")[0] in set(State)
    assert said(look_at_backup, "backup")[0] is State.PROBLEM


def test_a_backup_is_a_hope_until_it_was_read_back(
    app: Flask, set_to: Callable[..., None], tmp_path: Path
) -> None:
    set_to(backup_dir=str(tmp_path))
    assert said(look_at_backup, "backup")[0] is State.PROBLEM
    (tmp_path / "hocso-20261130-013000.hocso").touch()
    assert said(look_at_backup, "backup")[0] is State.OK
    assert said(look_at_backup, "backup_verified")[0] is State.WARNING
    mark = tmp_path / "hocso-20261130-013000.hocso.verified"
    mark.touch()
    assert said(look_at_backup, "backup_verified")[0] is State.OK
    os.utime(mark, (1, 1))
    assert said(look_at_backup, "backup_verified")[0] is State.WARNING


@pytest.mark.parametrize("own_kind", ["postgresql"], indirect=True)
def test_tables_that_were_never_counted_or_sorted_by_other_rules(migrated: Flask) -> None:
    with migrated.app_context(), db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE big (x INTEGER) WITH (autovacuum_enabled = off)"))
        connection.execute(text("INSERT INTO big SELECT generate_series(1, 60000)"))
        name = connection.scalar(text("SELECT current_database()"))
        connection.execute(
            text("UPDATE pg_database SET datcollversion = '1.0' WHERE datname = :name"),
            {"name": name},
        )
        # What is counted is told at the end of a transaction, at most once a second.
        connection.execute(text("SELECT pg_stat_force_next_flush()"))
    with migrated.app_context():
        state, sentence, _advice = said(look_at_database, "untidy")
        assert (state, "big" in sentence) == (State.WARNING, True)
        assert said(look_at_database, "collation")[0] is State.PROBLEM
        db.session.remove()


def test_a_check_that_breaks_is_a_finding(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DATA_DIR", "/nowhere")
    state, sentence, _advice = said(look_at_disk, "disk")
    assert (state, "FileNotFoundError" in sentence) == (State.PROBLEM, True)


def test_the_command_tells_people_and_machines(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["doctor"])
    assert told.exit_code == 1
    assert "HTTPS is off" in told.output
    told = app.test_cli_runner().invoke(args=["doctor", "--language", "vi"])
    assert "HTTPS đang tắt" in told.output
    checks = json.loads(app.test_cli_runner().invoke(args=["doctor", "--json"]).output)
    assert checks["state"] == "problem"
    assert {one["name"] for one in checks["checks"]} <= set(NAMES)


def test_the_administrator_sees_what_is_wrong_first(signed_in: Callable[[str], Visitor]) -> None:
    page = signed_in("quantri").get("/admin/system-condition")
    assert "Có chỗ bị lỗi, cần bạn xử lý." in page.text
    assert page.text.index("HTTPS đang tắt") < page.text.index("Chỗ trống trên ổ đĩa")
    signed_in("lan").get("/admin/system-condition", 404)


def test_every_check_is_told_once() -> None:
    assert len(set(QUICK) | set(THOROUGH)) == len(QUICK) + len(THOROUGH)
