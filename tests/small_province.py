"""Fills an empty data folder with the demo of the province, with few teams."""

from datetime import UTC, datetime

from flask_migrate import upgrade

from lms.cli import create_app
from lms.core.db import transaction
from lms.demo import plan
from lms.demo.build import Demo
from lms.demo.plan import Scale

TEAMS = 195  # one for each old unit
AT = datetime(2026, 11, 24, 3, tzinfo=UTC)

if __name__ == "__main__":
    plan.TEAMS = TEAMS
    app = create_app()
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        with transaction():
            Demo(Scale.PROVINCE, AT, lambda done: None).build()
