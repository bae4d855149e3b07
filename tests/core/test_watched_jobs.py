"""Jobs as they are watched; and every figure the dashboard and the alerts ask for is there."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from lms.core.clock import now
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.jobs.asking import Asked
from lms.core.jobs.models import Job
from lms.core.jobs.running import run
from lms.core.jobs.scheduling import key_of
from lms.core.limits import limited
from lms.core.logs import set_up_logs
from lms.core.observe import series
from lms.core.progress import Progress
from lms.settings import Settings
from tests.conftest import Visitor

on_sqlite = pytest.mark.parametrize("own_kind", ["sqlite"], indirect=True)
DEPLOY = Path(__file__).parents[2] / "deploy"


def well(asked: Asked) -> Iterator[Progress]:
    yield Progress(1, 1)


def refused(asked: Asked) -> Iterator[Progress]:
    yield Progress(0, 1)
    raise Refused("Vì sao")


def failing(asked: Asked) -> Iterator[Progress]:
    yield Progress(0, 1)
    raise ValueError("Nông Thị Lan")


def database_away(asked: Asked) -> Iterator[Progress]:
    yield Progress(0, 1)
    raise OperationalError("SELECT 1", None, Exception("gone"))


KINDS = {"well": well, "refused": refused, "failing": failing, "away": database_away}


def asked_for(kind: str, *, minutes: int = 0, **values: Any) -> UUID:
    """The row of a job, as `later` writes it."""
    at = now() - timedelta(minutes=minutes)
    row = Job(
        **{"kind": kind, "key": uuid4(), "arguments": {}, "by_id": None, "by_name": "Lan",
           "asked_at": at, "tries": 0, "problem": "", **values},
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


def scraped(app: Flask) -> dict[tuple[str, str], float]:
    """Samples by their name and the value of the label `kind`."""
    said = app.test_client().get("/metrics").get_data(as_text=True)
    families = text_string_to_metric_families(said)
    return {(s.name, s.labels.get("kind", "")): s.value for f in families for s in f.samples}


@on_sqlite
@pytest.mark.parametrize(
    ("kind", "end"),
    [("well", "done"), ("refused", "refused"), ("failing", "failed"), ("away", "interrupted")],
)
def test_a_job_is_counted_and_named_on_its_lines(
    migrated: Flask, settings: Settings, capsys: pytest.CaptureFixture[str], kind: str, end: str
) -> None:
    migrated.extensions["jobs"] = KINDS
    set_up_logs(replace(settings, log_level="INFO"))
    counted, lasted = series.jobs.labels(kind, end), series.job_seconds.labels(kind)._sum
    before = counted._value.get()
    with migrated.app_context():
        job_id = asked_for(kind)
        run(job_id)
    set_up_logs(settings)
    assert counted._value.get() - before == 1
    assert lasted.get() > 0
    assert series.jobs_running.labels(kind)._value.get() == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines
    assert {(line["job"], line["kind"]) for line in lines} == {(str(job_id), kind)}
    assert "Nông Thị Lan" not in str(lines)


def test_what_waits_and_what_ran_is_told(migrated: Flask) -> None:
    kind = "quizzes.close"
    with migrated.app_context():
        asked_for("privacy.blank", minutes=7)
        asked_for("privacy.blank", minutes=2)
        asked_for("requirements.roll", minutes=60, begun_at=now())
        for minutes, problem in ((20, ""), (10, ""), (1, "?")):
            ended = now() - timedelta(minutes=minutes)
            asked_for(kind, minutes=minutes, key=key_of(kind), ended_at=ended, problem=problem)
    found = scraped(migrated)
    assert found["hocso_jobs_waiting", "privacy.blank"] == 2
    assert found["hocso_jobs_waiting", "requirements.roll"] == 0
    assert 420 <= found["hocso_jobs_oldest_waiting_seconds", ""] < 480
    last = now().timestamp() - found["hocso_job_last_success_timestamp_seconds", kind]
    assert 600 <= last < 660
    assert ("hocso_job_last_success_timestamp_seconds", "privacy.blank") not in found


def everything_happens_once(app: Flask) -> None:
    """One of each thing that is counted."""
    app.extensions["jobs"] = {**app.extensions["jobs"], **KINDS}
    app.add_url_rule("/broken", "broken", lambda: 1 / 0)
    app.add_url_rule("/limited", "limited", limited("verify")(lambda: ""))
    app.config["LIMITS"] = {**app.config["LIMITS"], "verify": 1}
    visitor = Visitor(app.test_client())
    visitor.client.post(
        "/sign-in", data={"csrf_token": visitor._token(), "name": "x", "secret": "y"}
    )
    for path in ("/broken", "/limited", "/limited"):
        visitor.client.get(path)
    with app.app_context():
        with pytest.raises(SQLAlchemyError):
            db.session.execute(text("SELECT nothing"))
        db.session.rollback()
        run(asked_for("well"))
        announce(Refused())
        for kind in app.extensions["jobs"]:
            asked_for(kind, key=key_of(kind), ended_at=now())
        db.session.commit()


def expressions() -> Iterator[str]:
    """What the dashboard and the alerts ask Prometheus."""
    for panel in json.loads((DEPLOY / "grafana" / "hocso.json").read_text())["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))
    yield (DEPLOY / "prometheus" / "alerts.yml").read_text()


@on_sqlite
def test_dashboard_and_alerts_ask_for_what_is_exported(migrated: Flask) -> None:
    everything_happens_once(migrated)
    said = migrated.test_client().get("/metrics").get_data(as_text=True)
    exported: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(said):
        for sample in family.samples:
            exported.setdefault(sample.name, set()).update(sample.labels)
    asked = [
        one for text in expressions() for one in re.findall(r"\b(hocso_\w+)(\{[^}]*\})?", text)
    ]
    assert len(asked) > 60
    for name, labels in asked:
        assert name in exported, name
        assert set(re.findall(r"(\w+)[!=]", labels)) <= exported[name], name


@on_sqlite
def test_the_dashboard_leaves_no_figure_out(migrated: Flask) -> None:
    said = migrated.test_client().get("/metrics").get_data(as_text=True)
    shown = " ".join(expressions())
    for family in text_string_to_metric_families(said):
        assert family.name in shown, family.name
