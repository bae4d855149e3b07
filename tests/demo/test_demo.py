"""The demo of a province, with few teams: everything a register lives through is in it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import create_engine, func, select, text

from courses.open_quiz_queries import open_quizzes
from lms.core.access import Actor, Grant
from lms.core.db import db
from lms.demo.quizzing import CAME, TITLE
from lms.org.models import Level, Reorganisation
from lms.org.queries import units_of
from lms.people.models import (
    ChangeKind,
    PersonMerge,
    ReviewStage,
    ReviewStep,
    RosterChange,
    RosterImport,
)
from lms.requirements.check import differences
from lms.requirements.duties import counted_on, get_year, years
from lms.requirements.models import Seal
from lms.requirements.seals import sealing
from lms.requirements.seals.checking import check_package
from lms.requirements.seals.collecting import collect
from lms.requirements.seals.package import digest_of, files_of
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.queries import signs
from lms.requirements.signs.rules.sign import Kind
from lms.roles import ROLES
from lms.settings import Settings
from lms.training.class_quizzes import results_of
from lms.training.models import TrainingClass
from quizzes.policy_models import CallRequest
from quizzes.rules.gains import summary
from tests.conftest import make_app
from tests.small_province import AT


def test_a_province_lives_through_it_all_and_its_seal_is_the_same_on_both_databases(
    settings: Settings, postgres_address: str, small_province: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_province, tmp_path / "province")
    on_sqlite = replace(settings, data_dir=str(tmp_path / "province"))
    seals = look_at_all(on_sqlite)
    with database_of_its_own(postgres_address) as address:
        move(on_sqlite, address)
        assert look_at_all(replace(on_sqlite, database_url=address)) == seals


@contextmanager
def database_of_its_own(postgres_address: str) -> Iterator[str]:
    admin = create_engine(postgres_address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE demo"))
        yield postgres_address.replace("/postgres?", "/demo?")
        connection.execute(text("DROP DATABASE demo WITH (FORCE)"))
    admin.dispose()


def move(settings: Settings, address: str) -> None:
    """The same province on PostgreSQL; test_cli builds a demo there from nothing."""
    app = make_app(settings)
    moved = app.test_cli_runner().invoke(args=["database", "move", address])
    assert ", 0 differ" in moved.output
    with app.app_context():
        db.engine.dispose()


def look_at_all(settings: Settings) -> tuple[str, ...]:
    """Look at a province; the seal of its last year, and what both years' would be now."""
    app = make_app(settings)
    with app.app_context():
        look_at_the_register()
        for year in years():
            assert differences(year, counted_on(year, AT.date())) == []
        sealed = db.session.scalars(select(Seal)).one()
        assert check_package(sealing.package_of(sealed)).faults == []
        province = units_of(Level.PROVINCE, AT.date())[0]
        last, contents = (collect(get_year(year), province, []) for year in (2025, 2026))
        assert contents.dispensations
        assert {line.kind for line in contents.evidence} == {"class", "module", "outside"}
        found = sealed.digest, digest_of(files_of(last)), digest_of(files_of(contents))
        db.session.remove()
        db.engine.dispose()
    return found


def look_at_the_register() -> None:
    assert db.session.scalar(select(func.count()).select_from(Reorganisation)) == 1
    assert len(units_of(Level.COMMUNE, date(2025, 6, 30))) == 194
    taken = db.session.scalars(select(RosterImport)).one()
    counts = taken.report["counts"]
    assert min(counts["new"], counts["changed"], counts["same"], counts["refused"]) > 0
    merges = db.session.scalars(select(PersonMerge)).all()
    assert sorted(bool(row.undoes_id) for row in merges) == [False, False, True]
    stages = set(db.session.scalars(select(ReviewStep.stage)))
    assert stages == {ReviewStage.HANDED_IN, ReviewStage.ACCEPTED, ReviewStage.RETURNED}
    kinds = set(db.session.scalars(select(RosterChange.kind)))
    assert {ChangeKind.ROLE, ChangeKind.ABSENT, ChangeKind.ENTERED, ChangeKind.MERGED} <= kinds
    look_at_the_signs()
    look_at_the_quizzes()


def look_at_the_quizzes() -> None:
    held = db.session.scalars(select(TrainingClass).where(TrainingClass.title == TITLE)).one()
    gained = summary([line.result for line in results_of(held)])
    assert (gained.only_before, gained.only_after) == (1, 1)
    assert 3 <= gained.better <= gained.both <= CAME - 2  # few teams have fewer people to come
    assert [quiz.quiz.title for quiz in open_quizzes()] == ["Câu hỏi mẫu các dạng"]
    requests = db.session.scalars(select(CallRequest).order_by(CallRequest.asked_at)).all()
    assert sorted(request.call_back is None for request in requests) == [False, True]


def look_at_the_signs() -> None:
    province = units_of(Level.PROVINCE, AT.date())[0]
    held = Grant("auditor", ROLES["auditor"], unit_id=province.id)
    field = Field(Actor(None, "t", (held,)), get_year(2026), AT.date())
    found = {row.sign.kind: row.sign for row in signs(field)}
    assert set(found) == {
        Kind.ONE_DEVICE, Kind.SAME_ANSWERS, Kind.FAST_ANSWERS, Kind.LATE_REGISTER
    }  # fmt: skip
    assert (len(found[Kind.ONE_DEVICE].people), len(found[Kind.ONE_DEVICE].helped)) == (5, 1)
