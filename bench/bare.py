"""The floor: bare Flask pages on the same database: one reads a row, one inserts one."""

from __future__ import annotations

import os
from typing import Any
from uuid import UUID, uuid4

from flask import Flask, request
from sqlalchemy import create_engine, event, text

app = Flask(__name__)
engine = create_engine(os.environ["BENCH_DATABASE"], pool_size=8)


@event.listens_for(engine, "connect")
def _as_durable(connection: Any, record: object) -> None:
    """As patient and as durable as the product (lms/core/db.py), or the floor would be unfair."""
    if engine.dialect.name == "sqlite":
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000"):
            connection.execute(f"PRAGMA {pragma}")


@app.get("/module/<uuid:module_id>")
def module(module_id: UUID) -> str:
    """One row by its key, as text."""
    key = module_id.hex if engine.dialect.name == "sqlite" else module_id
    with engine.connect() as connection:
        query = text("SELECT code FROM module WHERE id = :id")
        return str(connection.execute(query, {"id": key}).scalar_one())


@app.post("/answer")
def answer() -> str:
    """One row more, committed."""
    with engine.begin() as connection:
        insert = text("INSERT INTO bare_answer (id, answer) VALUES (:id, :answer)")
        connection.execute(insert, {"id": uuid4().hex, "answer": request.form["option"]})
    return "kept"
