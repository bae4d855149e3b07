"""Fixtures: the application on both databases, a standing cast, clients that inspect every page."""

from __future__ import annotations

import gc
import os
import re
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, create_engine, event, text

import lms.cli
import lms.core.limits
from lms.core import clock
from lms.core.assets import packed_assets, write_assets
from lms.core.db import db, transaction
from lms.people import signin
from lms.people.operations import entering, way_in
from lms.settings import Settings
from tests import postgres, redis
from tests.cast import CHEAP_HASHER, Cast, enter_cast
from tests.page import Page
from tests.ready_made import ready_made
from tests.spreading import spread

hypothesis.settings.register_profile("house", derandomize=True, deadline=None)
hypothesis.settings.load_profile("house")
NOW, TODAY = clock.now, clock.today
# Hashing is slow on purpose, and a thousand tests sign in; test_signin looks at the product's own.
PRODUCT_HASHER = entering.HASHER
for keeper in (entering, signin, way_in):
    keeper.HASHER = CHEAP_HASHER
FOUND_NO_POSTGRES = "no PostgreSQL server programs: apt-get install postgresql"
# For tests of papers, files and processes: what they look at does not depend on the database.
ONE_DATABASE = pytest.mark.parametrize("world", ["sqlite"], indirect=True)
ORIGIN = {"Origin": "http://localhost"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, on several workers."""
    items[:] = spread(items)


def pytest_collection_finish() -> None:
    """Look for rubbish less often, and not among what stays: it took an eighth of every test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the tests: nothing outside a temporary folder."""
    folder = tmp_path_factory.mktemp("data")
    return Settings(
        secret_key="test key",
        data_dir=str(folder),
        log_level="ERROR",
        sign_in_per_minute=100_000,
        verify_per_minute=100_000,
        development=True,
    )


@pytest.fixture(scope="session", autouse=True)
def packed_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Processes that tests start find packed what this one packs for its own applications."""
    folder = tmp_path_factory.mktemp("static")
    write_assets(packed_assets(), folder)
    os.environ["LMS_STATIC_DIR"] = str(folder)


@pytest.fixture(scope="session")
def postgres_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL that this run starts and stops; or $TEST_DATABASE_URL."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    try:
        postgres.programs()
    except postgres.NoPostgres:
        if os.environ.get("CI"):
            pytest.fail(FOUND_NO_POSTGRES)
        pytest.skip(FOUND_NO_POSTGRES)
    with postgres.cluster(tmp_path_factory.mktemp("postgres") / "c") as address:
        yield address


@pytest.fixture(scope="session")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis that this run starts and stops."""
    with redis.server(tmp_path_factory.mktemp("redis")) as address:
        yield address


@pytest.fixture(scope="session")
def worlds() -> Iterator[dict[str, tuple[Flask, Cast]]]:
    """Databases already made: stolen tests come back to one after the other."""
    made: dict[str, tuple[Flask, Cast]] = {}
    yield made
    for app, _cast in made.values():
        _close(app)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world(
    request: pytest.FixtureRequest, settings: Settings, worlds: dict[str, tuple[Flask, Cast]]
) -> tuple[Flask, Cast]:
    """The application, migrated from empty, with the cast entered: once a database."""
    if request.param not in worlds:
        address = ""
        if request.param == "postgresql":
            address = request.getfixturevalue("postgres_address")
        worlds[request.param] = _new_world(replace(settings, database_url=address))
    return worlds[request.param]


def _new_world(settings: Settings) -> tuple[Flask, Cast]:
    app = make_app(settings)
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        with transaction():
            return app, enter_cast()


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_app(settings: Settings) -> Flask:
    """The application with its commands, as `flask` sees it."""
    app = lms.cli.create_app(settings)
    app.testing = True
    app.test_client_class = FreshClient
    return app


class FreshClient(FlaskClient):
    """A browser whose every request starts with an empty `g`, although tests hold a context."""

    def open(self, *args: Any, **values: Any) -> Any:
        """Forget what the last request left behind."""
        if has_app_context():
            for name in list(g._get_current_object()):
                g.pop(name)
        return super().open(*args, **values)


@pytest.fixture
def app(world: tuple[Flask, Cast]) -> Iterator[Flask]:
    """The application inside a transaction that is rolled back after the test."""
    app, _ = world
    with app.app_context():
        engine: Engine = db.engine
        db.session.remove()
        connection = engine.connect()
        outer = connection.begin()
        engines = db._app_engines[app]
        engines[None] = connection  # type: ignore[assignment]
        db.session.session_factory.configure(join_transaction_mode="create_savepoint")
        try:
            yield app
        finally:
            db.session.remove()
            engines[None] = engine
            outer.rollback()
            connection.close()
            lms.core.limits.limiter.reset()


@pytest.fixture
def cast(world: tuple[Flask, Cast], app: Flask) -> Cast:
    """The people of the tests."""
    return world[1]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody's browser."""
    return app.test_client()


class Visitor:
    """A browser that inspects every page it opens and fills forms as a person would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._page: Page | None = None
        self._next = ""

    @property
    def page(self) -> Page:
        """The page last seen; after signing in it is opened when a test looks at it."""
        if self._page is None and self._next:
            self.get(self._next)
        return self._page or Page("")

    def sign_in(self, name: str, secret: str) -> None:
        """Send the form of the sign-in page, without drawing the pages before and after it."""
        data = {"csrf_token": self._token(), "name": name, "secret": secret}
        reply = self.client.post("/sign-in", data=data, headers=ORIGIN)
        assert reply.status_code == 303, name
        self._next = reply.location

    def _token(self) -> str:
        """The token a page would hold now."""
        with self.client.session_transaction() as session:
            held = session.setdefault("csrf_token", "0" * 40)
        signer = URLSafeTimedSerializer(self.client.application.secret_key, salt="wtf-csrf-token")
        return str(signer.dumps(held))

    def get(self, path: str, status: int = 200) -> Page:
        """Open a page, following redirects."""
        return self._seen(self.client.get(path, follow_redirects=True), status)

    def send(self, path: str, status: int = 200, /, **fields: str) -> Page:
        """Send a form with the token of the page last seen, following redirects."""
        token = self.page.token if self._page or not self._next else self._token()
        data = {"csrf_token": token, **fields}
        reply = self.client.post(path, data=data, headers=ORIGIN, follow_redirects=True)
        return self._seen(reply, status)

    def press(self, words: str, status: int = 200, /, **fields: str) -> Page:
        """Press the button with these words; what the form holds is sent along."""
        form = self.page.form_with(words)
        return self.send(form.action, status, **{**form.fields, **fields})

    def _seen(self, reply: Any, status: int) -> Page:
        assert reply.status_code == status, (reply.request.path, reply.status_code)
        if reply.mimetype == "text/html":
            self._page = Page(reply.get_data(as_text=True))
            assert self._page.faults() == [], reply.request.path
        return self.page


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(client)


@pytest.fixture
def signed_in(app: Flask, cast: Cast) -> Callable[[str], Visitor]:
    """Sign one of the cast in by name: `signed_in("lan")`."""

    def sign_in(name: str) -> Visitor:
        visitor = Visitor(app.test_client())
        visitor.sign_in(name, cast.secret)
        return visitor

    return sign_in


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the wall clock of the edges, again and again: `at(datetime(…))`."""
    held: list[datetime] = []

    def set_clock(instant: datetime) -> None:
        held[:] = [instant]

    def now() -> datetime:
        return held[0] if held else NOW()

    for module in [m for m in sys.modules.values() if getattr(m, "now", None) is NOW]:
        monkeypatch.setattr(module, "now", now)
    for module in [m for m in sys.modules.values() if getattr(m, "today", None) is TODAY]:
        monkeypatch.setattr(module, "today", lambda: clock.local_day(now()))
    return set_clock


@pytest.fixture
def queries(app: Flask) -> Callable[[int], Any]:
    """Count what the database is asked: `with queries(3): …` fails on more."""

    @contextmanager
    def at_most(limit: int) -> Iterator[None]:
        asked: list[str] = []

        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            if not re.match(r"(SAVEPOINT|RELEASE|ROLLBACK|BEGIN)", statement):
                asked.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        assert len(asked) <= limit, "\n---\n".join(asked)

    return at_most


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Kind of database → one with every table and nothing in it: migrated once, then copied."""
    return {}


@pytest.fixture
def migrated(
    own_kind: str,
    request: pytest.FixtureRequest,
    settings: Settings,
    tmp_path: Path,
    templates: dict[str, str],
) -> Iterator[Flask]:
    """A database of the test's own, with every table and nothing in it."""
    if own_kind not in templates:
        templates[own_kind] = _new_template(own_kind, request, settings)
    with _own_database(own_kind, request, settings, tmp_path, templates[own_kind]) as app:
        yield app


@pytest.fixture
def own_database(
    own_kind: str, request: pytest.FixtureRequest, settings: Settings, tmp_path: Path
) -> Iterator[Flask]:
    """An application with an empty database of its own, for tests that commit or migrate."""
    with _own_database(own_kind, request, settings, tmp_path) as app:
        yield app


@pytest.fixture(scope="session")
def small_province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo of the province, to be copied: on SQLite, with few teams."""
    return ready_made("tests.small_province", tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo of one commune, as every journey finds it: on SQLite."""
    return ready_made("tests.journeys.prepared", tmp_path_factory.getbasetemp())


@pytest.fixture(params=["sqlite", "postgresql"])
def own_kind(request: pytest.FixtureRequest) -> str:
    """Both kinds of database, one after the other."""
    return str(request.param)


def _new_template(kind: str, request: pytest.FixtureRequest, settings: Settings) -> str:
    place, name = Path(settings.data_dir) / "template.db", "template_with_tables"
    if kind == "sqlite":
        address = f"sqlite:///{place}"
    else:
        address = request.getfixturevalue("postgres_address")
        _on_server(address, f"CREATE DATABASE {name}")
        address = address.replace("/postgres?", f"/{name}?")
    app = make_app(replace(settings, database_url=address))
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
    _close(app)
    return str(place) if kind == "sqlite" else name


@contextmanager
def _own_database(
    kind: str, request: pytest.FixtureRequest, settings: Settings, folder: Path, copied: str = ""
) -> Iterator[Flask]:
    """An application on a new database: empty, or a copy."""
    if kind == "sqlite":
        place = folder / "own.db"
        if copied:
            with closing(sqlite3.connect(copied)) as old, closing(sqlite3.connect(place)) as new:
                old.backup(new)
        app = make_app(replace(settings, database_url=f"sqlite:///{place}"))
        yield app
        _close(app)
        return
    address = request.getfixturevalue("postgres_address")
    name = f"own_{abs(hash(str(folder)))}"
    _on_server(address, f"CREATE DATABASE {name}" + (f" TEMPLATE {copied}" if copied else ""))
    app = make_app(replace(settings, database_url=address.replace("/postgres?", f"/{name}?")))
    yield app
    _close(app)
    _on_server(address, f"DROP DATABASE {name} WITH (FORCE)")


def _on_server(address: str, statement: str) -> None:
    admin = create_engine(address, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(statement))
    admin.dispose()
