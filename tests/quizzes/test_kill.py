"""Two hundred SIGKILLs in the middle of saving answers lose nothing and double nothing."""

from flask import Flask
from sqlalchemy import select

from lms.core.db import db, transaction
from lms.settings import Settings
from quizzes import queries
from quizzes.models import Response
from tests.cast import Cast
from tests.conftest import ONE_DATABASE, Visitor
from tests.make import an_attempt
from tests.quizzes.kill import Clients, answering, free_port, kill_again_and_again, servers

KILLS = 200


@ONE_DATABASE
def test_every_acknowledged_answer_survives(own_world: tuple[Flask, Cast, Settings]) -> None:
    app, cast, own = own_world
    with app.app_context(), transaction():
        attempt_id = an_attempt(cast).id
    lan = Visitor(app.test_client())
    lan.get("/sign-in")
    lan.send("/sign-in", name="lan", secret=cast.secret)
    session = lan.client.get_cookie("session")
    assert session is not None
    clients = Clients(free_port(), attempt_id, f"session={session.value}", lan.page.token)
    with servers(own, clients) as pids, answering(clients, 3):
        kill_again_and_again(pids, clients, KILLS)
    with app.app_context():
        rows = db.session.scalars(select(Response).where(Response.attempt_id == attempt_id)).all()
        kept = {row.request_id: (row.position, row.answer["option"]) for row in rows}
        assert len(kept) == len(rows)
        assert clients.acknowledged.items() <= kept.items()
        assert len(clients.acknowledged) > KILLS
        assert clients.retries > 0
        # Beyond those: the first one of all, and the last ones, killed before they could say so.
        assert len(kept) <= len(clients.acknowledged) + 4
        assert set(queries.answers_of(attempt_id)) <= set(range(1, 11))
