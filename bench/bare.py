"""The floor: a bare Flask page with one primary-key query on the same database."""

from __future__ import annotations

import os
from uuid import UUID

from flask import Flask
from sqlalchemy import create_engine, text

app = Flask(__name__)
engine = create_engine(os.environ["BENCH_DATABASE"], pool_size=8)


@app.get("/module/<uuid:module_id>")
def module(module_id: UUID) -> str:
    """One row by its key, as text."""
    key = module_id.hex if engine.dialect.name == "sqlite" else module_id
    with engine.connect() as connection:
        query = text("SELECT code FROM module WHERE id = :id")
        return str(connection.execute(query, {"id": key}).scalar_one())
