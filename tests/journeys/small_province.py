"""Loads the demo of the province with few teams: `python -m tests.journeys.small_province`."""

from lms.cli import create_app
from lms.core.clock import now
from lms.core.db import transaction
from lms.demo import plan
from lms.demo.build import Demo
from lms.demo.plan import Scale

TEAMS = 195  # one for each old unit

if __name__ == "__main__":
    plan.TEAMS = TEAMS
    app = create_app()
    with app.app_context(), transaction():
        Demo(Scale.PROVINCE, now(), lambda done: None).build()
