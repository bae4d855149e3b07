"""A roster file of any length: shown by its beginning, taken over in parts, gone on with."""

from __future__ import annotations

import csv
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.access import Actor
from lms.core.clock import now
from lms.core.db import db
from lms.core.sheets import BadFile, is_long, lines_of
from lms.core.store import store
from lms.people.models import Person, RosterImport
from lms.people.operations import importing_long, retention
from lms.people.operations.importing_long import apply_long, take_file
from lms.people.signin import actor_of
from lms.roles import ROLES
from tests.cast import Cast

HEADINGS = ["STT", "Họ và tên", "Năm sinh", "Xã", "Thôn", "Chức vụ trong tổ"]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Long is what has more than twenty rows."""
    monkeypatch.setattr("lms.core.sheets.LONG", 20)
    monkeypatch.setattr(importing_long, "SHOWN", 10)
    monkeypatch.setattr(importing_long, "PART", 7)


@pytest.fixture
def file(tmp_path: Path, cast: Cast) -> Path:
    """Fifty new people of one team, one of them twice, one of a team nobody knows."""
    path = tmp_path / "toan-quoc.csv"
    place = ("Xã Na Sầm", "Thôn Nà Pàn")
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        for number in range(1, 51):
            writer.writerow([number, f"Hoàng Văn Số {number}", 1980, *place, "Thành viên"])
        writer.writerow([51, "Hoàng Văn Số 50", 1980, *place, "Thành viên"])
        writer.writerow([52, "Lương Thị Lạ", 1980, place[0], "thôn Không Có", "Thành viên"])
    return path


def officer(cast: Cast) -> Actor:
    """Hoa of the commune, with her rights."""
    return actor_of(cast.person("hoa"), date(2026, 11, 1), ROLES)


def people(app: Flask) -> int:
    """How many of the file are known."""
    query = select(func.count()).select_from(Person).where(Person.full_name.like("Hoàng Văn Số%"))
    return int(db.session.scalar(query) or 0)


def taken(file: Path, by: Actor) -> RosterImport:
    """The file, sent in."""
    row = take_file(file, file.name, date(2026, 11, 1), by=by, at=now())
    db.session.flush()
    return row


def test_a_long_file_is_taken_over_in_parts(app: Flask, cast: Cast, file: Path) -> None:
    by = officer(cast)
    row = taken(file, by)
    assert len(row.sheets[0]["rows"]) == 10
    told = [part.done for part in apply_long(row.id, by=by, at=now())]
    assert told[0] == 0
    assert len(told) == 10  # the beginning, eight parts of seven, the end
    assert people(app) == 50
    assert row.report["counts"]["new"] == 50
    assert [line[0] for line in row.report["refused"]] == [52, 53]
    assert row.report["refused"][1][3] == "Lương Thị Lạ"
    assert row.applied_at is not None


def test_it_goes_on_where_it_stopped(app: Flask, cast: Cast, file: Path) -> None:
    by = officer(cast)
    row = taken(file, by)
    for _part in islice(apply_long(row.id, by=by, at=now()), 4):
        pass
    assert (people(app), row.applied_at) == (21, None)
    for _part in apply_long(row.id, by=by, at=now()):
        pass
    assert (people(app), row.report["counts"]["new"]) == (50, 50)
    assert row.applied_at is not None


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "la.csv"
    path.write_bytes(b"<html>\n" * 30)
    assert is_long(path, path.name)
    with pytest.raises(BadFile):
        list(lines_of(path))
    assert not is_long(path, "la.xlsx")


def test_the_file_goes_when_it_was_taken_over_but_not_by_a_dry_run(
    app: Flask, cast: Cast, file: Path
) -> None:
    by = officer(cast)
    row = taken(file, by)
    key = f"imports/{row.id}.csv"
    assert retention.forget_long_files(now()) == 0  # it still waits
    for _part in apply_long(row.id, by=by, at=now()):
        pass
    db.session.flush()
    retention.blank_old(by=by, at=now())  # what `flask privacy blank --dry-run` rolls back
    assert store().has(key)
    assert retention.forget_long_files(now()) == 1
    assert not store().has(key)
