"""Watching an application: the engine of its database, and whom errors and traces are told."""

from __future__ import annotations

from flask import Flask

import lms
from lms.core.db import db
from lms.core.observe.asking import watch_pool
from lms.core.observe.build import commit_of
from lms.core.observe.reports import set_up_reports
from lms.core.observe.tracing import set_up_tracing
from lms.settings import Settings


def watch(app: Flask, settings: Settings) -> None:
    """Begin to watch. Raises WrongSetting when a library that was asked for is missing."""
    app.config.update(METRICS_TOKEN=settings.metrics_token, PROXIES=settings.proxies)
    app.extensions.update(version=lms.__version__, commit=commit_of(settings.build))
    with app.app_context():
        engine = db.engine
    watch_pool(engine)
    set_up_reports(app, settings)
    set_up_tracing(app, engine, settings)
