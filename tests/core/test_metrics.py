"""Figures for Prometheus: who may read them, what they count, what never stands in them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from lms.core.clock import now
from lms.core.db import db
from lms.core.letters import Channel
from lms.core.observe import series
from lms.core.observe.asking import count_kept
from lms.core.outbox import Draft, put
from tests.cast import Cast
from tests.conftest import ORIGIN, Visitor

Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


def scraped(client: FlaskClient) -> Samples:
    """Every sample of a scrape."""
    reply = client.get("/metrics")
    assert reply.status_code == 200
    assert reply.mimetype == "text/plain"
    families = text_string_to_metric_families(reply.get_data(as_text=True))
    return {(s.name, frozenset(s.labels.items())): s.value for f in families for s in f.samples}


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0)


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        ("203.0.113.9", {}),
        ("", {}),
        ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
        ("127.0.0.1", {"Host": "evil.example"}),
        ("127.0.0.1", {"Authorization": "Bearer "}),
    ],
)
def test_strangers_find_nothing(app: Flask, address: str, headers: dict[str, str]) -> None:
    reply = app.test_client().get(
        "/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}
    )
    assert reply.status_code == (200 if "Authorization" in headers else 404)
    assert (b"hocso_" in reply.data) == (reply.status_code == 200)


def test_behind_a_proxy_this_machine_is_everybody(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROXIES", 1)
    assert client.get("/metrics").status_code == 404


def test_a_token_opens_it_from_anywhere_and_nothing_else_does(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a long key")
    far = {"REMOTE_ADDR": "203.0.113.9"}
    for given, status in (
        ("Bearer a long key", 200),
        ("Bearer x", 404),
        ("a long key", 404),
        ("", 404),
    ):
        reply = client.get("/metrics", headers={"Authorization": given}, environ_base=far)
        assert reply.status_code == status
    assert client.get("/metrics").status_code == 404


def test_requests_are_counted_by_rule_and_no_address_stands_there(
    app: Flask, client: FlaskClient
) -> None:
    before, unknown = scraped(client), uuid4()
    client.get(f"/m/{unknown.hex[:6].upper()}?ten=An")
    client.get(f"/nowhere/{unknown}")
    client.open("/sign-in", method="PROPFIND")
    after = scraped(client)
    new = {key: after[key] - before.get(key, 0) for key in after}
    counted = {
        key: one for key, one in new.items() if key[0] == "hocso_http_requests_total" and one
    }
    assert {dict(labels)["route"] for _, labels in counted} <= {
        rule.rule for rule in app.url_map.iter_rules()
    } | {"none"}
    assert value(new, "hocso_http_requests_total", route="none", method="GET", status="4xx") == 1
    assert {dict(labels)["method"] for _, labels in counted} == {"GET", "other"}
    assert value(new, "hocso_http_request_seconds_count", route="none") == 2
    assert str(unknown) not in client.get("/metrics").get_data(as_text=True)
    assert value(after, "hocso_http_requests_in_flight") == 1  # the scrape itself


def test_the_database_is_counted_by_request(cast: Cast, visitor: Visitor) -> None:
    visitor.sign_in("lan", cast.secret)
    before = scraped(visitor.client)
    visitor.get("/courses/")
    after = scraped(visitor.client)
    asked = value(after, "hocso_db_statements_sum") - value(before, "hocso_db_statements_sum")
    assert asked > 3
    assert value(after, "hocso_db_seconds_sum") > value(before, "hocso_db_seconds_sum")
    assert value(after, "hocso_database_up") == 1


def test_tries_to_sign_in_are_counted(cast: Cast, visitor: Visitor) -> None:
    before = scraped(visitor.client)
    data = {"csrf_token": visitor._token(), "name": "lan", "secret": "sai"}
    visitor.client.post("/sign-in", data=data, headers=ORIGIN)
    visitor.sign_in("hung", cast.secret)
    after = scraped(visitor.client)
    for outcome in ("right", "wrong"):
        key = {"outcome": outcome}
        assert (
            value(after, "hocso_sign_ins_total", **key)
            - value(before, "hocso_sign_ins_total", **key)
            == 1
        )


def test_what_was_rolled_back_never_was(own_database: Flask) -> None:
    kept = series.facts.labels("Tried")
    before = kept._value.get()
    with own_database.app_context():
        for end in (db.session.rollback, db.session.commit):
            db.session.execute(text("SELECT 1"))
            count_kept(db.session, kept)
            end()
        db.session.commit()
    assert kept._value.get() - before == 1


def test_what_waits_in_the_outbox_is_told_with_its_age(app: Flask, client: FlaskClient) -> None:
    before, at = scraped(client), now()
    put([draft("a"), draft("b")], not_before=at - timedelta(minutes=10), at=at)
    put([draft("c")], not_before=at + timedelta(days=1), at=at)
    after = scraped(client)
    assert value(after, "hocso_outbox_due") - value(before, "hocso_outbox_due") == 2
    assert 600 <= value(after, "hocso_outbox_oldest_seconds") < 660


def draft(about: str) -> Draft:
    day, phone = date(2026, 12, 1), "+84912345678"
    return Draft(uuid4(), None, Channel.PHONE, phone, "reminder", day, "", "", "", {}, about)


def test_a_database_that_does_not_answer_is_told(own_database: Flask) -> None:
    samples = scraped(own_database.test_client())  # it has no table at all
    assert value(samples, "hocso_database_up") == 0
    assert value(samples, "hocso_disk_free_bytes") > 0


def test_a_scrape_asks_the_database_four_times_at_most(client: FlaskClient, queries: Any) -> None:
    with queries(4):
        client.get("/metrics")
