"""Migrates a database and loads the demo of a commune, in one process: `python -m … .prepared`."""

from flask_migrate import upgrade

from lms.cli import create_app
from lms.core.clock import now
from lms.core.db import transaction
from lms.demo.build import Demo
from lms.demo.plan import Scale

if __name__ == "__main__":
    app = create_app()
    with app.app_context():
        upgrade(directory=app.extensions["migrate"].directory)
        with transaction():
            Demo(Scale.COMMUNE, now(), lambda done: None).build()
